import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A package named like ours in a directory of its own, so that rules about paths can be tried on files that break them. */
export function plantTree(files: Readonly<Record<string, string>>): { readonly directory: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), "upclaws-planted-"));
  const manifest = {
    name: "upclaws",
    type: "module",
    exports: { ".": { "@upclaws/source": "./src/index.ts", default: "./dist/index.js" } },
  };
  for (const [path, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...files })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
