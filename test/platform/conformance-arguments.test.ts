import { expect, test } from "vitest";
import { readArguments } from "../../conformance/arguments.ts";

const url = ["--base-url", "http://127.0.0.1:4100/api/"];

test("what is given is taken, addresses without their last slash", () => {
  const control = ["--control-url", "http://127.0.0.1:4100/__sim/", "--control-token", "t"];
  expect(readArguments([...url, ...control, "--profile", "strict", "--row", "13", "--row", "1"])).toMatchObject({
    baseUrl: "http://127.0.0.1:4100/api",
    profile: { name: "strict" },
    controlPlane: { url: "http://127.0.0.1:4100/__sim", token: "t" },
    rows: [1, 13],
  });
  expect(readArguments(url)?.rows).toHaveLength(41);
  expect(readArguments(["--help"])).toBeUndefined();
});

test.each([
  [[], "--base-url is missing"],
  [["--base-url", "market"], '--base-url takes an http(s) URL, received "market"'],
  [["--base-url", "file:///etc"], "--base-url takes"],
  [[...url, "--profile", "lenient"], '--profile: there is no "lenient"'],
  [[...url, "--row", "1", "--row", "99"], '--row: there is no row "99"; rows are 1 to 41'],
  [[...url, "--control-token", "t"], "--control-url and --control-token go together"],
  [[...url, "--rwo", "1"], "--rwo"],
])("%j is refused, and it is said why", (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});
