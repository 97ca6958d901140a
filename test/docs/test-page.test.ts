import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cassetteModel, createTestMarket } from "upclaws/testing";
import { afterAll, expect, it } from "vitest";
import writer from "../../agents/writer/agent.ts";
import { readRecordedRun } from "../../src/runtime/replay/recorded-run.ts";
import { runFile } from "../../src/runtime/replay/run-file.ts";
import { servedOrder } from "../support/served-order.ts";
import { isTest, moduleOf, snippets } from "./snippets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Inside the repository, so that `upclaws` means this package; beside the folders of other tests.
const folder = join(root, "test/docs/.snippets-tests");
const found = snippets(root).filter(isTest);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
writeFileSync(join(folder, "agent.ts"), 'export { default } from "../../../agents/writer/agent.ts";\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// In place of the recording that a reader makes with a real endpoint.
const file = join(folder, "cassettes/writer.json");
const reply = { text: JSON.stringify({ article: "The moon pulls. ".repeat(20) }), toolCalls: [], finishReason: "stop" } as const;
const model = { complete: () => Promise.resolve({ ...reply, model: "gpt-5-mini" }) };
const market = await createTestMarket({ model: cassetteModel({ file, mode: "record", model }) });
const agent = await market.run(writer);
await (await market.buyer()).order(agent.gig(), "Topic: tides. Audience: sailors.");
await market.settle();
await market.close();

// The pages' tests replay what a reader has exported; it is made here, before them.
it("a run of the shipped writer makes a recording", async () => {
  const { daemon, run } = await servedOrder();
  const record = readRecordedRun(daemon.life.directory.database, run.id, "");
  writeFileSync(
    join(folder, "order.json"),
    runFile(record, (text) => text),
  );
});

// Each registers its own tests here, and they run like any other.
for (const [index, snippet] of found.entries()) {
  const module = join(folder, `test-${index}.ts`);
  writeFileSync(module, moduleOf(snippet));
  await import(module);
}

it("the pages show tests, and they are run here", () => {
  expect(found.length).toBeGreaterThan(4);
});
