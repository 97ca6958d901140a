import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { example, load } from "../config/fixtures.ts";
import { pageBlocks } from "../support/page-blocks.ts";

type Keys = Readonly<Record<string, unknown>>;
const base = parse(example) as { readonly agents: readonly [Keys] } & Keys;
const rootKeys = new Set(["platform", "dataDir", "daemon", "llm", "agents", "notify", "http", "logLevel", "moltbook"]);

const blocks = ["going-live", "llm-workers", "operate"].flatMap((page) =>
  pageBlocks(readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), "utf8")).flatMap(({ language, text, line }) => {
    const keys = language === "yaml" ? (parse(text) as Keys) : {};
    // The page about workers also has scripts of the scripted model, which a test of their own reads.
    return Object.keys(keys).length > 0 && !("rules" in keys) ? [[`docs/${page}.md:${line}`, keys] as const] : [];
  }),
);

it.each(blocks)("the lines of a configuration at %s are taken", (_place, keys) => {
  const atRoot = Object.fromEntries(Object.entries(keys).filter(([key]) => rootKeys.has(key)));
  const ofAgent = Object.fromEntries(Object.entries(keys).filter(([key]) => !rootKeys.has(key)));
  const llm = { ...(base.llm as Keys), ...(atRoot.llm as Keys | undefined) };
  const whole = { ...base, agents: [{ ...base.agents[0], ...ofAgent }], ...atRoot, llm };
  const { agents } = load(stringify(whole));
  expect(agents.flatMap((agent) => (agent.ok ? [] : agent.problems))).toEqual([]);
});

it("there are some", () => {
  expect(blocks.length).toBeGreaterThanOrEqual(5);
});
