import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseScript } from "../../../src/llm/scripted/parse-script.ts";

const page = readFileSync(new URL("../../../docs/llm-workers.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
// The page shows configuration, too.
const scripts = blocks.filter((block) => /^rules:/m.test(block));

test("every script on the page about workers is valid", () => {
  expect(scripts).toHaveLength(1);
  for (const script of scripts) expect(parseScript(script, "llm-workers.md").rules.length).toBeGreaterThan(0);
});
