import { describe, expect, it } from "vitest";
import { suggest } from "../../src/base/suggest.ts";
import { configJsonSchema, knownKeys } from "../../src/config/json-schema.ts";

describe("configJsonSchema", () => {
  const schema = configJsonSchema();

  it("describes the file as people write it: defaults optional, unknown keys refused", () => {
    expect(schema).toMatchObject({ type: "object", additionalProperties: false, required: ["agents"] });
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it("lets a reference to the environment stand for a number", () => {
    expect(JSON.stringify(schema)).toContain('"pattern":"^\\\\$\\\\{env:');
  });

  it("knows the keys at every path", () => {
    expect(knownKeys(schema, [])).toContain("agents");
    expect(knownKeys(schema, ["daemon"])).toContain("pollIntervalMs");
    expect(knownKeys(schema, ["agents", 3, "budget"])).toEqual(["usdPerCall", "usdPerOrder", "usdPerDay"]);
    expect(knownKeys(schema, ["agents", 0, "approvals", "approve"])).toEqual([
      "when",
      "abovePriceOcmc",
      "expiresAfterMs",
      "onExpiry",
    ]);
    expect(knownKeys(schema, ["llm", "prices", "any-model"])).toEqual(["inputUsdPerMTok", "outputUsdPerMTok"]);
    expect(knownKeys(schema, ["no", "where"])).toEqual([]);
  });
});

describe("suggest", () => {
  it.each([
    ["dataDirectory", undefined],
    ["datadir", "dataDir"],
    ["data_dir", "dataDir"],
    ["deamon", "daemon"],
    ["", undefined],
  ])("takes %j for %j", (word, expected) => {
    expect(suggest(word, ["dataDir", "daemon", "agents"])).toBe(expected);
  });
});
