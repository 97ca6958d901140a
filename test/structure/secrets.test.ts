import { describe, expect, it } from "vitest";
import { projectFiles } from "./project-files.ts";
import { leaks } from "./secret-rules.ts";

const leaksOf = (text: string) => leaks({ path: "planted", text });
// Put together here, so that this file holds none of what it looks for.
const tail = ["8f3k", "Zq91", "mm2T", "w7Lp", "c4Xe"].join("");

describe("the rules against leaks", () => {
  it.each([
    ["a registry's host", `from https://${["registry", "npmjs", "org"].join(".")}/zod`],
    ["a private registry's host", `https://${["registry", "corp", "internal"].join(".")}/`],
    ["a registry setting", `${"regis"}try=http://10.0.0.1/`],
    ["a lock file that keeps hosts", `"resolved": "${"http"}://10.0.0.1/zod.tgz"`],
    ["somebody's home", `see ${["", "home", "ada", "notes"].join("/")}`],
    ["the root user's files", `open("${["", "root", ".config"].join("/")}")`],
    ["a key of the platform", `ak_${tail}`],
    ["a key of a model provider", `sk-${tail}`],
    ["a key of a code host", `ghp_${tail}${tail}`],
    ["a private key", ["-----BEGIN RSA", "PRIVATE KEY-----"].join(" ")],
  ])("report %s", (_what, text) => {
    expect(leaksOf(text)).toHaveLength(1);
  });

  it.each([
    ["keys that say that they are none", "ak_your_api_key_here ak_canary_0123456789 sk-test-0123456789abcdef"],
    ["paths of URLs and of the project", "http://127.0.0.1:4100/work/items ./root/file src/opt/thing"],
  ])("leave alone %s", (_what, text) => {
    expect(leaksOf(text)).toEqual([]);
  });

  it("hold for every file of the project", () => {
    expect(projectFiles().flatMap(leaks)).toEqual([]);
  });
});
