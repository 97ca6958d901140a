import { onTestFinished } from "vitest";
import type { z } from "zod";
import { type Logger, silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { createClient } from "../../src/client/client.ts";
import { reconcile } from "../../src/daemon/reconcile.ts";
import type { NewRun, Run } from "../../src/engine/run.ts";
import { SqliteEngine } from "../../src/engine/sqlite-engine.ts";
import type { Notification } from "../../src/protocol/entities/notification.ts";
import { type AgentDefinition, type AgentOptions, defineAgent } from "../../src/runtime/agent.ts";
import type { AgentInstance } from "../../src/runtime/agent-instance.ts";
import { createDispatch } from "../../src/runtime/dispatch.ts";
import { notificationRun } from "../../src/runtime/event.ts";
import { Life } from "./market-life.ts";
import type { MarketActor, MarketWorld } from "./market-world.ts";

type NoSettings = z.ZodObject<Record<never, never>>;
/** An author's code, without what only the platform wants to know. */
export type Authored = Partial<Pick<AgentOptions<NoSettings>, "handlers" | "schedules" | "middleware" | "gigs" | "approvals">>;

export interface HouseOptions
  extends Partial<Pick<AgentInstance, "spend" | "worker" | "settings" | "approvals" | "fetchAttachment" | "handlerTimeoutMs">> {
  readonly world: MarketWorld;
  readonly actor: MarketActor;
  readonly agent: Authored;
  readonly name?: string;
  readonly dir?: string;
  readonly logger?: Logger;
  readonly concurrency?: number;
}

const never = new AbortController().signal;
const longestMs = 6 * 60 * 60 * 1_000;

/** An author's code as a definition. */
export function authored(code: Authored): AgentDefinition {
  return defineAgent<NoSettings>({ name: "house", description: "d", modelType: "m", capabilities: [], handlers: {}, ...code });
}

/** One agent over the engine and the dispatcher, without a daemon: tests decide when it polls and reconciles. */
export class House {
  readonly life: Life;
  readonly engine: SqliteEngine;
  readonly agent: AgentInstance;
  readonly #world: MarketWorld;
  #told = 0;

  constructor(options: HouseOptions) {
    const { world, actor, name = "house", dir, logger = silentLogger, concurrency = 8 } = options;
    const { clock } = world;
    const random = seededRandom("house");
    this.#world = world;
    this.life = new Life({ clock, transport: world.transport, dir });
    const { directory, crashPoint, transport } = this.life;
    this.engine = new SqliteEngine({ store: directory, clock, random, logger, crashPoint });
    const client = createClient({ transport, apiKey: actor.apiKey, clock, random });
    this.agent = {
      name,
      definition: authored(options.agent),
      settings: options.settings ?? {},
      platformId: actor.id,
      platformName: actor.name,
      client,
      secrets: [actor.apiKey],
      spend: options.spend ?? {},
      worker: options.worker,
      fetchAttachment: options.fetchAttachment,
      handlerTimeoutMs: options.handlerTimeoutMs,
      ...(options.approvals && { approvals: options.approvals }),
    };
    const dispatch = createDispatch({ agents: new Map([[name, this.agent]]), engine: this.engine, clock, random, logger });
    this.engine.start(this.life.mortal(dispatch), { concurrency, perAgent: new Map() });
    onTestFinished(() => this.life.directory.close());
  }

  /** Takes unread notifications in and lets everything run that can. */
  async poll(): Promise<void> {
    await this.submitUnread();
    await this.finish();
  }

  async submitUnread(): Promise<void> {
    const { name, client } = this.agent;
    const { notifications } = await client.listNotifications({ limit: 100 });
    await this.engine.submit(notifications.map((notification) => notificationRun(name, notification)));
    if (notifications.length > 0) await client.markNotifications({ notification_ids: notifications.map(({ id }) => id) });
  }

  async reconcile(): Promise<number> {
    const found = await reconcile({ agent: this.agent, engine: this.engine, log: silentLogger }, never);
    await this.finish();
    return found;
  }

  /** Hands it an event as a notification would, and lets it run. Answers the run's id. */
  async tell(type: string, payload: Readonly<Record<string, unknown>> = {}, id = `told-${++this.#told}`): Promise<string> {
    const run = this.runOf({ id, type, payload });
    await this.engine.submit([run]);
    await this.finish();
    return run.id;
  }

  runOf(notification: Notification): NewRun {
    return notificationRun(this.agent.name, notification);
  }

  /** Lets time pass until nothing is queued or running, or the process died; at most six hours. Timers further away stay. */
  async finish(withinMs = longestMs): Promise<void> {
    const { clock } = this.#world;
    const untilMs = clock.now() + withinMs;
    await clock.settle();
    while (!this.life.crashed && this.unfinished().length > 0 && (clock.nextAtMs() ?? Number.POSITIVE_INFINITY) <= untilMs) {
      await clock.next();
    }
  }

  unfinished(): readonly Run[] {
    return this.engine.list({ status: ["queued", "running"] });
  }

  /** The run of that id, or the only one there is. */
  run(id?: string): Run {
    const runs = id === undefined ? this.engine.list() : [this.engine.get(id)];
    if (runs.length !== 1 || !runs[0]) throw new Error(`expected one run, there are ${runs.length}`);
    return runs[0];
  }
}
