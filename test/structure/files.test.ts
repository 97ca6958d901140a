import { describe, expect, it } from "vitest";
import { projectFiles } from "./project-files.ts";
import { shapeFaults } from "./shape-rules.ts";

const fine = "export const a = 1;\n";

describe("the rules for files", () => {
  it.each([
    ["a file past 300 lines", "src/engine/long.ts", fine.repeat(301)],
    ["a drawer of helpers", "src/engine/helpers.ts", fine],
    ["a drawer of types", "src/engine/types.ts", fine],
    ["a folder that is a drawer", "src/utils/clock.ts", fine],
    ["a drawer among the tests", "test/engine/common.ts", fine],
    ["a lint rule switched off", "src/engine/engine.ts", `// ${"biome"}-ignore lint: no\n`],
    ["the types switched off", "test/engine/engine.test.ts", `// ${"@ts"}-nocheck\n`],
    ["a type error that is waved through", "test/engine/engine.test.ts", `// ${"@ts"}-expect-error later\n`],
    ["a second barrel by its name", "src/engine/index.ts", fine],
    ["a re-export", "src/engine/engine.ts", 'export { run } from "./run.ts";\n'],
    ["a re-export of everything", "src/engine/engine.ts", 'export * from "./run.ts";\n'],
    ["a re-export of a type over several lines", "src/engine/engine.ts", 'export type {\n  Run,\n} from "./run.ts";\n'],
    ["an import inside a type", "src/base/clock.ts", 'export type Run = import("../engine/run.ts").Run;\n'],
    ["the type of a whole module", "src/base/clock.ts", 'export type Runs = typeof import("../engine/run.ts");\n'],
  ])("report %s", (_what, path, text) => {
    expect(shapeFaults({ path, text })).toHaveLength(1);
  });

  it.each([
    ["300 lines", "src/engine/long.ts", fine.repeat(300)],
    ["the package's face", "src/index.ts", 'export { run } from "./engine/run.ts";\n'],
    ["the face of its test kit", "src/testing/testing.ts", 'export { run } from "./run.ts";\n'],
    ["the folder of type tests", "test/types/agent.test.ts", fine],
    [
      "a lazy import",
      "src/cli/main.ts",
      'const run = await import("./run.ts");\nexport const load = () => import("./run.ts").then((it) => it);\n',
    ],
  ])("leave alone %s", (_what, path, text) => {
    expect(shapeFaults({ path, text })).toEqual([]);
  });

  it("hold for every TypeScript file of the project", () => {
    const ours = projectFiles().filter(({ path }) => path.endsWith(".ts"));
    expect(ours.length).toBeGreaterThan(200);
    expect(ours.flatMap((file) => shapeFaults(file).map((fault) => `${file.path}: ${fault}`))).toEqual([]);
  });
});
