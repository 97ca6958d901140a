import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { it } from "vitest";
import { isUpclawsError } from "../../src/base/errors.ts";
import { openDatabase } from "../../src/base/sqlite/database.ts";
import type { CrashPointName } from "../../src/engine/crash-point.ts";
import { createInProcessTransport } from "../../src/platform/service/in-process-transport.ts";
import { endpoints } from "../../src/protocol/endpoints/table.ts";
import type { ApiRequest } from "../../src/protocol/transport.ts";
import type { TestDaemon } from "../support/market-daemon.ts";
import type { BriefKind } from "./briefs.ts";
import { collectEvidence } from "./evidence.ts";
import { Operator } from "./operator.ts";
import { roster } from "./roster.ts";
import { violations } from "./verdict.ts";
import { VirtualWorld } from "./virtual-world.ts";

const minuteMs = 60_000;
const never = new AbortController().signal;

/** A market with work for everybody, and a first life that has made its data directory. */
async function open(seed: string, kinds?: readonly BriefKind[]): Promise<VirtualWorld> {
  const world = await VirtualWorld.open({ seed, members: roster(4) });
  world.load.more(16, kinds);
  world.daemon().crash();
  return world;
}

/** Lets daemons live until the crash test's own judge finds it; each dies at its moment, if it has one, and there is a next. */
async function found(
  world: VirtualWorld,
  violation: RegExp,
  { dieAt, between }: { readonly dieAt?: CrashPointName; readonly between?: () => void } = {},
): Promise<string> {
  const operator = new Operator(world);
  const deadlineMs = world.clock.now() + 40 * minuteMs;
  let alive: TestDaemon | undefined;
  for (let passes = 0; world.clock.now() < deadlineMs; ) {
    if (!alive || alive.life.crashed) {
      between?.();
      alive = world.daemon();
      alive.life.dieAt = (point) => point === dieAt && ++passes % 5 === 0;
      void alive.daemon.start().catch(() => {});
    }
    await world.clock.advanceBy(minuteMs / 2);
    world.load.more(1);
    operator.lookIn();
    const told = violations(collectEvidence(world), { profile: "adversarial", inFlight: 1_000 }).find((one) =>
      violation.test(one),
    );
    if (told !== undefined) return told;
  }
  throw new Error(`in vain looked for ${violation}`);
}

/** What the data directory does from now on, whoever writes to it. */
function withTrigger({ dataDir }: VirtualWorld, sql: string): void {
  const database = openDatabase({ path: join(dataDir, "upclaws.db") });
  database.exec(sql);
  database.close();
}

it("finds a daemon that sends again what got no answer, instead of reading back", async () => {
  const world = await open("resend");
  const direct = createInProcessTransport(world.market.platform);
  world.market.platform.faults.add({ effect: "drop_after_commit", endpoint: "placeOrder", probability: 0.5 });
  world.market.taps.push(async (request, next) => {
    try {
      return await next();
    } catch (error) {
      if (!isUpclawsError(error) || endpoints[request.endpoint].cost === "read") throw error;
      return await direct.send(request, never);
    }
  });
  await found(world, /was ordered \d times/);
});

it("finds a daemon that acknowledges notifications before they are committed", async () => {
  const world = await open("ack-first");
  const direct = createInProcessTransport(world.market.platform);
  let daemon: TestDaemon | undefined;
  let seen = 0;
  world.market.taps.push(async (request, next) => {
    const answer = await next();
    const { notifications = [] } = (answer.body ?? {}) as { notifications?: readonly { readonly id: string }[] };
    if (request.endpoint !== "listNotifications" || notifications.length === 0) return answer;
    const body = { notification_ids: notifications.map(({ id }) => id) };
    const marked = await direct.send(marking(request, body), never).catch(() => undefined);
    // Dies in between, now and then.
    if (marked?.status === 200 && ++seen % 3 === 0) daemon?.crash();
    return answer;
  });
  const lives = world.daemon.bind(world);
  world.daemon = () => {
    daemon = lives();
    return daemon;
  };
  await found(world, /was acknowledged and is not in the inbox/);
});

it("finds a daemon that marks everything as read, and so what came in between", async () => {
  const world = await open("mark-all");
  const direct = createInProcessTransport(world.market.platform);
  // Time for something to come in between.
  world.market.platform.faults.add({ effect: { delayMs: minuteMs / 4 }, endpoint: "markNotifications" });
  world.market.taps.push((request, next) =>
    request.endpoint === "markNotifications" ? direct.send(marking(request, { mark_all: true }), never) : next(),
  );
  await found(world, /was acknowledged and is not in the inbox/);
});

const marking = (request: ApiRequest, body: object): ApiRequest => ({
  ...request,
  endpoint: "markNotifications",
  query: {},
  body,
});

it("finds a journal that has no intents", async () => {
  // An order that was placed is found by its reference, intent or not; nothing else is.
  const world = await open("no-intent", ["asked"]);
  const key = "run = NEW.run AND kind = NEW.kind AND name = NEW.name AND occurrence = NEW.occurrence";
  withTrigger(
    world,
    `CREATE TRIGGER no_intent AFTER INSERT ON step WHEN NEW.status = 'intent' BEGIN DELETE FROM step WHERE ${key}; END`,
  );
  await found(world, /said the same \d times/, { dieAt: "after_send" });
});

it("finds a round that is counted on arrival: every notification of an event is a new one", async () => {
  const world = await open("arrival", ["asked", "vouched"]);
  withTrigger(
    world,
    "CREATE TRIGGER arrival AFTER UPDATE OF status ON run WHEN NEW.status IN ('done', 'waiting') BEGIN DELETE FROM claim WHERE run_id = NEW.id; END",
  );
  await found(world, /said the same \d times|was put before a person \d times/);
});

it("finds a journal that does not outlive the process", async () => {
  const world = await open("forgetful");
  const { dataDir } = world;
  const forget = () => {
    for (const name of readdirSync(dataDir)) if (name.startsWith("upclaws.db")) rmSync(join(dataDir, name));
  };
  await found(world, /was ordered \d times/, { dieAt: "after_result_commit", between: forget });
});
