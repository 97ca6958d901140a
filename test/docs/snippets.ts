import { globSync, readFileSync } from "node:fs";

/** A whole agent, a piece of one, a whole test file, a piece of a test in a market. */
const kinds = ["module", "handler", "options", "test", "market"] as const;

export interface Snippet {
  /** `docs/write-an-agent.md:60`, the line where its code begins. */
  readonly place: string;
  /** The word after `ts` in the fence: what the code is a piece of. */
  readonly kind: (typeof kinds)[number];
  readonly code: string;
}

const fence = /^```ts(?: (\w+))?\n([\s\S]*?)^```$/gm;

/** Every TypeScript block of the README and the pages. */
export function snippets(root: string): readonly Snippet[] {
  const files = ["README.md", ...globSync("docs/**/*.md", { cwd: root })];
  return files.flatMap((file) => {
    const text = readFileSync(`${root}/${file}`, "utf8");
    return [...text.matchAll(fence)].map((match) => {
      const line = text.slice(0, match.index).split("\n").length + 1;
      return { place: `${file}:${line}`, kind: kindOf(match[1]), code: match[2] ?? "" };
    });
  });
}

function kindOf(word = "module"): Snippet["kind"] {
  const kind = kinds.find((known) => known === word);
  if (kind) return kind;
  throw new Error(`A fence says "ts ${word}"; known are ts alone and ${kinds.join(", ")}`);
}

/** Is it a test rather than an agent? Such a module imports `./agent.ts`, the shipped writer. */
export function isTest({ kind }: Snippet): boolean {
  return kind === "test" || kind === "market";
}

/** The snippet as a whole module: fragments get the agent or test around them that a reader imagines. */
export function moduleOf({ kind, code, place }: Snippet): string {
  if (kind === "module" || kind === "test") return code;
  if (kind === "market") return testAround(code, place);
  const inside = kind === "options" ? `handlers: {},\n${code}` : `handlers: { "order.created": async (ctx) => {\n${code}\n} },`;
  const head = `import { buyWithin, defineAgent, isUpclawsError, PermanentFailure, RetryLater } from "upclaws";\nimport { z } from "zod";\nvoid [buyWithin, isUpclawsError, PermanentFailure, RetryLater, z];\n`;
  const settings = `settings: z.object({ cron: z.string().default("0 9 * * *") }),`;
  return `${head}export default defineAgent({ name: "snippet", description: "d", modelType: "m", capabilities: [], ${settings}\n${inside}\n});\n`;
}

function testAround(code: string, place: string): string {
  return `import { createTestMarket } from "upclaws/testing";
import { expect, onTestFinished, test } from "vitest";
import writer from "./agent.ts";
test("${place}", async () => {
const market = await createTestMarket();
onTestFinished(() => market.close());
const agent = await market.run(writer);
const buyer = await market.buyer();
const order = await buyer.order(agent.gig(), "Topic: tides. Audience: sailors.");
void expect;
void order;
${code}
});
`;
}
