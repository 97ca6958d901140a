import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { pageBlocks } from "../support/page-blocks.ts";
import { startTestPlatform } from "../support/platform-server.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const page = readFileSync(new URL("../../docs/platform.md", import.meta.url), "utf8");
const token = "local-control-token";
const mark = "<<<block>>>";

test("docs/platform.md: every curl block runs on a fresh server, in order, and answers what the page shows", async () => {
  const server = await startTestPlatform({ control: { token }, rateLimits: {} });
  const { origin } = new URL(server.apiBaseUrl);
  const blocks = pageBlocks(page).filter(({ language }) => language === "bash" || language === "json");
  const scripts = blocks.filter(({ language }) => language === "bash");
  expect(scripts.length).toBeGreaterThan(15);
  const script = scripts.map(({ text, line }) => `# docs/platform.md:${line}\n${text}\necho '${mark}'`).join("\n");
  const { stdout } = await promisify(execFile)(
    "bash",
    ["-euo", "pipefail", "-c", script.replaceAll("http://127.0.0.1:4100", origin)],
    { cwd: tempDirectory(), env: { ...process.env, no_proxy: "*" } },
  );
  const outputs = stdout.split(mark).map((output) => output.trim());
  for (const [index, { language, text, line }] of blocks.entries()) {
    if (language !== "json") continue;
    const before = blocks[index - 1]!;
    expect(before.language, `line ${line}: a json block follows a bash block`).toBe("bash");
    const shown: unknown = JSON.parse(text);
    const answered: unknown = JSON.parse(outputs[scripts.indexOf(before)]!.split("\n").at(-1)!);
    expect(answered, `docs/platform.md:${line}`).toMatchObject(placeholders(shown) as object);
  }
  expect(outputs.at(-2)).toBe("503");
  expect(server.platform.inspect.ledger().conserved).toBe(true);
});

/** "…" stands for any text; a list shows its first elements. */
function placeholders(shown: unknown): unknown {
  if (shown === "…") return expect.stringMatching(/./);
  if (Array.isArray(shown)) return expect.toSatisfy((list: unknown[]) => list.length >= shown.length && startsWith(list, shown));
  if (typeof shown !== "object" || shown === null) return shown;
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, placeholders(value)]));
}

function startsWith(list: readonly unknown[], shown: readonly unknown[]): boolean {
  expect(list.slice(0, shown.length)).toMatchObject(shown.map(placeholders) as object[]);
  return true;
}
