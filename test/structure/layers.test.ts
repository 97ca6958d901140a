import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plantTree } from "./planted-tree.ts";

// The real tree is checked by `npm run structure`; here only whether the same rules bite.
const configuration = fileURLToPath(new URL("../../.dependency-cruiser.mjs", import.meta.url));
const program = fileURLToPath(new URL("../../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", import.meta.url));

const planted = {
  "src/base/imports-protocol.ts": 'import { order } from "../protocol/order.ts";\nexport const copy = order;\n',
  "src/base/imports-type.ts": 'import type { Order } from "../protocol/order.ts";\nexport type Copy = Order;\n',
  "src/base/imports-inline-type.ts": 'import { type Order } from "../protocol/order.ts";\nexport type Copy = Order;\n',
  "src/base/re-exports-type.ts": 'export type { Order } from "../protocol/order.ts";\n',
  "src/base/imports-lazily.ts": 'export const load = () => import("../protocol/order.ts");\n',
  "src/client/imports-platform.ts": 'import "../platform/market.ts";\n',
  "src/engine/imports-store.ts": 'import "../store/store.ts";\n',
  "src/store/imports-engine.ts": 'import "../engine/engine.ts";\n',
  "src/runtime/imports-daemon.ts": 'import "../daemon/daemon.ts";\n',
  "src/runtime/imports-index.ts": 'import "upclaws";\n',
  "src/testing/imports-dashboard.ts": 'import "../dashboard/page.ts";\n',
  "src/daemon/first.ts": 'import type { Second } from "./second.ts";\nexport type First = Second | 1;\n',
  "src/daemon/second.ts": 'import type { First } from "./first.ts";\nexport type Second = First[];\n',
  "src/misc/stray.ts": 'import "../base/clock.ts";\n',
  "src/cli/imports-nothing-there.ts": 'import "../base/absent.ts";\n',
  "src/cli/imports-test.ts": 'import "../../test/fixture.ts";\n',
  "src/cli/allowed.ts":
    'import "../daemon/daemon.ts";\nimport { order } from "../protocol/order.ts";\nexport const copy = order;\n',
  "agents/writer/imports-internals.ts": 'import "../../src/runtime/agent.ts";\n',
  "agents/writer/allowed.ts": 'import { order } from "upclaws";\nimport "upclaws";\nexport const copy = order;\n',
  "src/protocol/order.ts": "export interface Order { id: string }\nexport const order = 1;\n",
  "src/index.ts": 'export { order } from "./protocol/order.ts";\n',
  "test/fixture.ts": "export const fixture = 1;\n",
  ...Object.fromEntries(
    ["base/clock", "platform/market", "store/store", "engine/engine", "daemon/daemon", "dashboard/page", "runtime/agent"].map(
      (path) => [`src/${path}.ts`, "export const there = 1;\n"],
    ),
  ),
};

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string; readonly severity: string };
}

describe("the layer rule", () => {
  const tree = plantTree(planted);
  let found: string[] = [];

  beforeAll(async () => {
    const report = await new Promise<string>((resolve) => {
      const options = { cwd: tree.directory, maxBuffer: 64 * 1024 * 1024 };
      const parameters = [program, "--config", configuration, "--output-type", "json", "src", "agents", "test"];
      execFile(process.execPath, parameters, options, (_failed, stdout) => resolve(stdout));
    });
    const { summary } = JSON.parse(report) as { summary: { violations: Violation[] } };
    found = summary.violations.map(({ from, rule }) => `${rule.severity} ${rule.name} ${from}`).sort();
  }, 60_000);
  afterAll(() => tree.remove());

  it.each([
    ["base that imports protocol", "layer-base src/base/imports-protocol.ts"],
    ["an import of a type alone", "layer-base src/base/imports-type.ts"],
    ["an inline import of a type alone", "layer-base src/base/imports-inline-type.ts"],
    ["a re-export of a type alone", "layer-base src/base/re-exports-type.ts"],
    ["a lazy import", "layer-base src/base/imports-lazily.ts"],
    ["client that imports platform, its neighbour", "layer-client src/client/imports-platform.ts"],
    ["store that imports engine, against the arrow", "layer-store src/store/imports-engine.ts"],
    ["runtime that imports daemon", "layer-runtime src/runtime/imports-daemon.ts"],
    ["testing that imports dashboard, its neighbour", "layer-testing src/testing/imports-dashboard.ts"],
    ["a file inside that imports the package's face by name", "index-is-for-users src/runtime/imports-index.ts"],
    ["an agent that imports internals", "agents-import-the-package agents/writer/imports-internals.ts"],
    ["a folder without a layer", "every-folder-has-a-layer src/misc/stray.ts"],
    ["an import of a file that is not there", "resolvable src/cli/imports-nothing-there.ts"],
    ["product code that imports a test", "product-without-tests src/cli/imports-test.ts"],
  ])("reports %s", (_kind, violation) => {
    expect(found).toContain(`error ${violation}`);
  });

  it("reports a cycle, also one of types", () => {
    expect(found.filter((line) => line.startsWith("error no-cycles src/daemon/"))).not.toEqual([]);
  });

  it("leaves alone what the rows allow: engine on store, cli on everything, an agent on the package", () => {
    expect(found.filter((line) => /allowed|imports-store/.test(line))).toEqual([]);
  });
});
