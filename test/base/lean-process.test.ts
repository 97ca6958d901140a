import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const module = new URL("../../src/base/lean-process.ts", import.meta.url).href;

/** What a process of its own prints: V8's flags are for all of a process, the tests' too. */
const printed = (code: string) =>
  JSON.parse(
    execFileSync(
      process.execPath,
      ["--allow-natives-syntax", "--input-type=module", "-e", `import * as lean from "${module}"; ${code}`],
      {
        encoding: "utf8",
      },
    ),
  ) as unknown;

test("a lean process keeps its young heap small while much is made that stays, which grows where V8 has its way", () => {
  const [lean, usual] = printed(`
    import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
    const youngMegabytes = () => {
      const kept = Array.from({ length: 150_000 }, (_, n) => ({ n }));
      const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
      return kept.length && young.space_size / 2 ** 20;
    };
    lean.keepYoungHeapSmall();
    const small = youngMegabytes();
    setFlagsFromString("--semi-space-growth-factor=2");
    console.log(JSON.stringify([small, youngMegabytes()]));`) as readonly number[];
  expect(lean).toBeLessThanOrEqual(2);
  expect(usual).toBeGreaterThan(4);
});

// (func (export "f") (param i32) counts it down to 0, instruction by instruction.
const countDown =
  "0061736d01000000" + "01050160017f00" + "03020100" + "070501016600" + "00" + "0a10010e00" + "0340200041016b22000d000b0b";
/** A section that V8 skips: it keeps one machine code for the same bytes. */
const nothingMore = "00020161";

const isImproved = (between: string) =>
  printed(`
    const make = (more) => new WebAssembly.Instance(new WebAssembly.Module(Buffer.from("${countDown}" + more, "hex"))).exports.f;
    const improves = async (f) => {
      for (let tries = 0; tries < 30 && !%IsTurboFanFunction(f); tries++) {
        f(2_000_000);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return %IsTurboFanFunction(f);
    };
    const improve = lean.leaveWasmAsItIs();
    const early = make("");
    early(1);
    ${between}
    console.log(JSON.stringify([await improves(early), await improves(make("${nothingMore}"))]));`);

test("WebAssembly that a process meets early stays as it is, also later, and what it meets later is made faster", () => {
  expect(isImproved("improve();")).toEqual([false, true]);
});
