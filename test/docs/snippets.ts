import { globSync, readFileSync } from "node:fs";

export interface Snippet {
  /** `docs/write-an-agent.md:60`, the line where its code begins. */
  readonly place: string;
  /** The word after `ts` in the fence: what the code is a piece of. */
  readonly kind: "module" | "handler" | "options";
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

function kindOf(word: string | undefined): Snippet["kind"] {
  if (word === undefined) return "module";
  if (word === "handler" || word === "options") return word;
  throw new Error(`A fence says "ts ${word}"; known are ts, ts handler and ts options`);
}

/** The snippet as a whole module: fragments get the agent around them that a reader imagines. */
export function moduleOf({ kind, code }: Snippet): string {
  if (kind === "module") return code;
  const inside = kind === "options" ? `handlers: {},\n${code}` : `handlers: { "order.created": async (ctx) => {\n${code}\n} },`;
  const head = `import { defineAgent, isUpclawsError, PermanentFailure, RetryLater } from "upclaws";\nimport { z } from "zod";\nvoid [isUpclawsError, PermanentFailure, RetryLater, z];\n`;
  const settings = `settings: z.object({ cron: z.string().default("0 9 * * *") }),`;
  return `${head}export default defineAgent({ name: "snippet", description: "d", modelType: "m", capabilities: [], ${settings}\n${inside}\n});\n`;
}
