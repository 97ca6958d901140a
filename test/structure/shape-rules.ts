import { basename } from "node:path";
import type { ProjectFile } from "./project-files.ts";

/** What package.json exports. */
const faces: readonly string[] = [
  "src/index.ts",
  "src/testing/testing.ts",
  "src/platform/embedded.ts",
  "src/client/standalone.ts",
];

/** What is wrong with the shape of one TypeScript file of ours, as sentences. */
export function shapeFaults({ path, text }: ProjectFile): string[] {
  const faults: string[] = [];
  const lines = text.trimEnd().split("\n").length;
  if (lines > 300) faults.push(`${lines} lines: one concept per file, 300 at most`);
  const drawer = path.split("/").find((part) => isDrawer(part, path));
  if (drawer !== undefined) faults.push(`"${drawer}" says nothing of what is in it`);
  if (/biome-(?:ignore)|@ts-(?:ignore|nocheck)/.test(text)) faults.push("no check is switched off");
  if (!path.startsWith("test/types/") && /@ts-(?:expect-error)/.test(text))
    faults.push("expected type errors belong in test/types");
  if (/^(src|agents)\//.test(path)) {
    if (basename(path) === "index.ts" && path !== "src/index.ts") faults.push("src/index.ts is the only barrel");
    if (!faces.includes(path) && /^export\s+(type\s+)?(\{[^}]*\}|\*.*)\s+from\b/m.test(text))
      faults.push("re-exports belong in the package's faces alone");
    // dependency-cruiser does not see these, so a layer could be crossed in one.
    if (/\btypeof import\(|(?<!await |=> |return )\bimport\((["'])[^"']*\1\)\s*\./.test(text))
      faults.push("an import inside a type: import the type by name");
  }
  return faults;
}

function isDrawer(part: string, path: string): boolean {
  const name = part.replace(/(\.test)?\.ts$/, "");
  if (path.startsWith("test/types/") && name === "types") return false;
  return /^(utils?|helpers?|types?|common|commons|misc|shared|lib|stuff)$/i.test(name);
}
