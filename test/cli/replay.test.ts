import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import writer from "../../agents/writer/agent.ts";
import { replayRecording } from "../../src/testing/testing.ts";
import { cliHere } from "../support/cli-here.ts";
import { servedOrder } from "../support/served-order.ts";

const root = join(import.meta.dirname, "../..");

/** A served order, and the command line beside its running daemon. */
async function served() {
  const { world, trade, dir, daemon, run } = await servedOrder();
  const cli = async (use: string, ...args: readonly string[]) => {
    const config = join(dir, "upclaws.config.yaml");
    const platform = { baseUrl: "http://market.test/api" };
    writeFileSync(config, stringify({ dataDir: ".", platform, agents: [{ use, name: "writer", apiKey: trade.seller.apiKey }] }));
    const { code, json, text, told } = await cliHere([...args, "--config", config], { clock: world.clock, columns: 80 });
    return { code, json: json[0], text: [text, told].join("") };
  };
  return { daemon, dir, run, trade, cli };
}

/** The shipped writer with another prompt, in a folder of its own. */
function changedWriter(dir: string): string {
  const folder = join(dir, "changed");
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, "agents/writer/agent.ts"), join(folder, "agent.ts"));
  const prompt = readFileSync(join(root, "agents/writer/instructions.md"), "utf8");
  writeFileSync(join(folder, "instructions.md"), `In other words.\n${prompt}`);
  return folder;
}

describe("upclaws replay", () => {
  it("beside a running daemon: the same, with prompts and answers when asked for, and nothing written", async () => {
    const { cli, run, trade, daemon } = await served();
    const steps = daemon.engine.steps(run.id);
    const same = await cli(join(root, "agents/writer"), "replay", `#${run.sequence}`);
    expect(same.code, same.text).toBe(0);
    expect(same.text).toContain("✓ step model:");
    expect(same.text).toMatch(/gpt-5-mini {2}\d+ \+ \d+ tokens {2}\$0\.\d{4}/);
    expect(same.text).toContain("same: the code does what was recorded");
    expect(same.text).not.toContain("For sailors.");
    const prompts = await cli(join(root, "agents/writer"), "replay", run.id, "--prompts");
    expect(prompts.text).toContain("Topic: tides. For sailors.");
    expect(prompts.text).toContain("[answer]");
    const { json } = await cli(join(root, "agents/writer"), "replay", run.id, "--json", "--prompts");
    expect(json).toMatchObject({ verdict: "same", differences: [], run: { id: run.id }, outcome: { kind: "done" } });
    expect(JSON.stringify([same, prompts, json])).not.toContain(trade.seller.apiKey);
    expect(daemon.engine.steps(run.id)).toEqual(steps);
  });

  it("shows a changed sentence of a prompt and ends with 1; refuses a run and an agent it does not know", async () => {
    const { cli, dir, run } = await served();
    const changed = changedWriter(dir);
    const { code, text } = await cli(changed, "replay", run.id);
    expect(code, text).toBe(1);
    expect(text).toMatch(/≠ step model:/);
    expect(text).toContain("+ In other words.");
    expect(text).toContain("different: 1 of what the code does now is not as recorded");
    expect(await cli(changed, "replay", "nothing")).toMatchObject({ text: expect.stringContaining("not_in_directory") });
    expect(await cli(join(dir, "gone"), "replay", run.id)).toMatchObject({
      code: 2,
      text: expect.stringContaining("cannot be loaded"),
    });
  });

  it("--export writes a file without keys, once, which a test replays", async () => {
    const { cli, dir, run, trade } = await served();
    const file = join(dir, "order.json");
    expect(await cli("x", "replay", run.id, "--export", file)).toMatchObject({ code: 0, text: `written: ${file}` });
    expect(readFileSync(file, "utf8")).not.toContain(trade.seller.apiKey);
    expect(await cli("x", "replay", run.id, "--export", file)).toMatchObject({
      code: 2,
      text: expect.stringContaining("exists already"),
    });
    expect(await replayRecording({ file, agent: writer })).toMatchObject({ verdict: "same", differences: [] });
    const silent = { ...writer, handlers: { "order.created": () => {} } };
    const { verdict, differences, text } = await replayRecording({ file, agent: silent });
    expect(verdict).toBe("different");
    expect(differences.map(({ kind }) => kind)).toContain("not_asked");
    expect(text).toContain("action deliver");
  });
});
