import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { projectFiles } from "../structure/project-files.ts";

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as Manifest;
const sourceCondition = "@upclaws/source";

/** Where `npm run build` puts what it makes of a source file. */
const built = (source: string, ending: string) =>
  source.replace(/^\.\/(?:src\/|(?=agents\/))/, "./dist/").replace(/\.ts$/, ending);

describe("the package", () => {
  it.each(Object.entries(manifest.exports).filter(([, target]) => typeof target === "object"))(
    "exports %s from a source that exists and from what the build makes of it",
    (_entry, target) => {
      const { [sourceCondition]: source = "", ...rest } = target as Record<string, string>;
      expect(existsSync(`${root}${source}`)).toBe(true);
      expect(Object.entries(rest)).toEqual([
        ["types", built(source, ".d.ts")],
        ["default", built(source, ".js")],
      ]);
    },
  );

  it("has one command, which checks the version of Node before anything else is loaded", () => {
    expect(manifest.bin).toEqual({ upclaws: "dist/cli/bin.js" });
    const imports = readFileSync(`${root}src/cli/bin.ts`, "utf8").match(/^import .*|import\(.*\)/gm);
    expect(imports).toEqual(['import "./check-node.mjs";', 'import "./compile-cache.mjs";', 'import("./main.ts")']);
  });

  // A user whose tools set a condition named "source" would be sent to files that the package does not ship.
  it("names its own sources by a condition that no other tool sets", () => {
    const plain = ["conditions", "source"].join("=");
    expect(projectFiles().flatMap(({ path, text }) => (text.includes(plain) ? [path] : []))).toEqual([]);
  });

  it("ships neither sources nor tests", () => {
    expect(manifest.files).toEqual(["dist", "docs", "schema", "templates", "CHANGELOG.md"]);
  });
});
