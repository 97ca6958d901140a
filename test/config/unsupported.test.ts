import { describe, expect, it } from "vitest";
import { unsupported } from "../../src/config/unsupported.ts";
import { example, load } from "./fixtures.ts";

describe("unsupported", () => {
  it("names every setting of the design's example that this version does not act on", () => {
    expect(unsupported(load(example)).map(({ path }) => path)).toEqual(["notify"]);
  });

  it("names webhooks", () => {
    const config = load('http: { webhooks: true, publicUrl: "https://me.example" }\nagents: [{ use: ./a }]\n');
    expect(unsupported(config).map(({ path }) => path)).toEqual(["http.webhooks"]);
  });

  it("is empty for what works", () => {
    expect(unsupported(load("agents: [{ use: ./a, approvals: { deliver: always } }]\n"))).toEqual([]);
  });
});
