import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recordStatus } from "../../src/daemon/agent-status.ts";
import { cliHere } from "../support/cli-here.ts";
import { heldApprove, onlyApproval } from "../support/held-scene.ts";
import { tempDirectory } from "../support/temp-directory.ts";

/** A stopped daemon's data directory with one held approval, and its command line. */
async function stopped() {
  const dataDir = tempDirectory();
  const scene = await heldApprove({ dir: dataDir });
  const { house, world } = scene;
  const status = { phase: "running", reason: null, sinceMs: world.clock.now(), platformId: null } as const;
  await recordStatus(house.engine, "house", status);
  const { id } = onlyApproval(house);
  house.life.crash();
  const config = join(tempDirectory(), "upclaws.config.yaml");
  writeFileSync(config, `dataDir: ${dataDir}\nagents: [{ use: ./house }]\n`);
  const run = async (...args: string[]) => {
    const said = await cliHere([...args, "--config", config], { clock: world.clock, columns: 200 });
    return { ...said, text: `${said.text}\n${said.told}` };
  };
  return { ...scene, id, run };
}

describe("approvals, while no daemon runs", () => {
  test("list and show say what would be sent, about what, for how much, and how long there is", async () => {
    const { id, run, orderId } = await stopped();
    const listed = await run("approvals", "list");
    expect(listed.code).toBe(0);
    expect(listed.text).toMatch(new RegExp(`${id} +house +approve +OCM-\\d+ +8 OCMC +held .* 3 d`));
    const shown = await run("approvals", "show", id, "--json");
    expect(shown.json).toMatchObject([
      { approval: { id, action: "approve", orderId, status: "held", params: {} }, order: { delivery_text: "Otters are fine" } },
    ]);
    const people = await run("approvals", "show", id);
    for (const part of ["approve", "8 OCMC", "Otters are fine", "About otters, for adults", "hash", "waiting"])
      expect(people.text).toContain(part);
  });

  test("approve is carried out by the next daemon; a second decision is an error with exit 2", async () => {
    const { world, id, run, open, orderId } = await stopped();
    expect(await run("approvals", "approve", id, "--json")).toMatchObject({
      code: 0,
      json: [{ event: "approved", approval: id }],
    });
    const again = await run("approvals", "approve", id, "--json");
    expect(again).toMatchObject({ code: 2, json: [{ event: "error", message: expect.stringContaining("approval_closed") }] });
    expect(await run("approvals", "reject", id)).toMatchObject({ code: 2 });
    expect((await run("approvals", "list", "--json")).json).toEqual([{ approvals: [] }]);
    expect((await run("approvals", "list", "--all", "--json")).json).toMatchObject([{ approvals: [{ id, status: "approved" }] }]);
    const next = open();
    await next.finish();
    expect(world.happened("order.completed", orderId)).toHaveLength(1);
  });

  test("reject reaches the handler with its reason", async () => {
    const { told, id, run, open } = await stopped();
    expect(await run("approvals", "reject", id, "--reason", "too dear")).toMatchObject({ code: 0, text: `rejected: ${id}\n` });
    const next = open();
    await next.finish();
    expect(told).toMatchObject([{ event: "action.rejected", approval: { reason: "too dear" } }]);
  });

  test("an id that is not known is an error", async () => {
    const { run } = await stopped();
    expect(await run("approvals", "show", "nope")).toMatchObject({ code: 2 });
    expect(await run("approvals", "approve", "nope")).toMatchObject({ code: 2 });
    expect(await run("approvals", "approve")).toMatchObject({ code: 2 });
  });
});

test("status shows what is held with its deadline, and who is paused", async () => {
  const { id, run } = await stopped();
  expect(await run("pause", "house", "--json")).toMatchObject({ code: 0, json: [{ event: "paused", agent: "house" }] });
  const { json } = await run("status", "--json");
  expect(json).toMatchObject([{ approvals: [{ id, expiresAt: expect.any(String) }], agents: [{ name: "house", paused: true }] }]);
  expect((await run("status")).text).toMatch(/house +paused[\s\S]*1 held for you/);
  expect(await run("resume")).toMatchObject({ code: 0, text: "resumed: all agents\n" });
  expect((await run("status", "--json")).json).toMatchObject([{ agents: [{ paused: false }] }]);
  expect(await run("pause", "nobody")).toMatchObject({ code: 2 });
});
