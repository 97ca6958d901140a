import { readFileSync } from "node:fs";
import { type OutputChunk, rolldown } from "rolldown";
import { ascii } from "./ascii.ts";
import { lazyModules } from "./lazy-modules.ts";
import { leftOut } from "./left-out.ts";
import { ownPlace } from "./own-place.ts";

/** The modules of src/ that the package's exports name. */
export const faces = ["index", "testing/testing", "platform/embedded", "client/standalone"];
/** What runs by itself: the command, and the files that threads begin with. */
const programs = ["cli/bin", "base/watchdog/watchdog-thread", "sim/batch/run-worker"];

/** A dependency, since our types name its own, of which the code that we use is bundled all the same: loading the whole takes ten times as long. */
const alsoBundled = ["zod"];

/**
 * Makes the JavaScript of dist/ from src/, in one run for all entries, so that what two of them use is one module. The package's dependencies stay
 * imports; whatever else src/ imports is bundled, and a development dependency. Answers the files that went into it.
 */
export async function bundle(root: string): Promise<readonly string[]> {
  const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { dependencies: Record<string, string> };
  const imported = Object.keys(dependencies).filter((name) => !alsoBundled.includes(name));
  const isImported = (id: string) => imported.some((name) => id === name || id.startsWith(`${name}/`));
  const build = await rolldown({
    cwd: root,
    platform: "node",
    input: Object.fromEntries([...faces, ...programs].map((entry) => [entry, `src/${entry}.ts`])),
    // What old versions of Node must be able to read is copied as it is.
    external: (id, importer) => isImported(id) || (/^\.\/.*\.mjs$/.test(id) && importer === `${root}src/cli/bin.ts`),
    plugins: [ownPlace(`${root}src/`), leftOut, lazyModules, ascii],
    // The name of the source where its code begins: for who reads a stack trace.
    experimental: { attachDebugInfo: "simple" },
  });
  const { output } = await build.write({
    dir: `${root}dist`,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  await build.close();
  return output.filter((file): file is OutputChunk => file.type === "chunk").flatMap((chunk) => chunk.moduleIds);
}
