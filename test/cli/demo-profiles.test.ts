import { expect, test } from "vitest";
import { cliChild } from "../support/cli-child.ts";

// The adversarial profile breaks a call in a hundred, and a registration whose answer is lost rightly ends the demo; so it is not among them.
test.each(["strict", "vercel"])("the demo needs no extension of the API: profile %s", { timeout: 60_000 }, async (profile) => {
  const { exitCode, stdout, stderr } = await cliChild(["demo", "--json", "--profile", profile]).ended;
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout.split("\n").at(-1) ?? "")).toMatchObject({
    event: "summary",
    orders: { completed: 4, cancelled: 1 },
    revisions: 1,
    reviews: 4,
    moneyConserved: true,
  });
});
