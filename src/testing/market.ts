import type { Duration } from "../base/duration.ts";
import { errorCode } from "../base/errors.ts";
import type { VirtualClock } from "../base/virtual-clock.ts";
import { readStatuses } from "../daemon/agent-status.ts";
import type { DomainEvent } from "../platform/market/domain-events.ts";
import type { LedgerCheck } from "../platform/market/ledger-check.ts";
import type { Platform } from "../platform/service/platform.ts";
import type { AgentDefinition } from "../runtime/agent.ts";
import { agentConfig, type RunOptions } from "./agent-config.ts";
import { AgentUnderTest } from "./agent-under-test.ts";
import { milliseconds } from "./duration.ts";
import { testingError } from "./errors.ts";
import { type Failure, Failures, failedRuns } from "./failures.ts";
import { House } from "./house.ts";
import { TestLog } from "./log.ts";
import type { TestMarketOptions } from "./market-options.ts";
import { MarketTime } from "./market-time.ts";
import type { TestModel } from "./model/test-model.ts";
import { type MarketParts, openMarket } from "./open-market.ts";
import type { Hand } from "./traders/hand.ts";
import { TestBuyer } from "./traders/test-buyer.ts";
import { TestSeller } from "./traders/test-seller.ts";

export interface PartyOptions {
  readonly name?: string;
  /** OCMC beside the 50 that every agent gets when it registers; 1,000 by default. */
  readonly ocmc?: number;
}

/** A marketplace in memory, on a virtual clock, for one test. Close it at the test's end, best with `await using`. */
export async function createTestMarket(options: TestMarketOptions = {}): Promise<TestMarket> {
  return new TestMarket(await openMarket(options));
}

/** Time passes in `settle` and `advance` alone; between them the market stands still and can be looked at. */
export class TestMarket implements AsyncDisposable {
  /** What the agents' workers ask: expectations, and every call so far. */
  readonly model: TestModel;
  readonly platform: Platform;
  readonly clock: VirtualClock;
  readonly #parts: MarketParts;
  readonly #time: MarketTime;
  readonly #houses: House[] = [];
  readonly #agents: AgentUnderTest[] = [];
  readonly #handles: { refresh(): Promise<void> }[] = [];
  readonly #failures = new Failures();
  #parties = 0;
  #closed = false;
  /** After a failure was thrown the test fails, or means it: the end shall not add what follows from it. */
  #complained = false;

  constructor(parts: MarketParts) {
    this.#parts = parts;
    this.model = parts.model;
    this.platform = parts.platform;
    this.clock = parts.clock;
    this.#time = new MarketTime(parts.clock, () => this.#houses);
  }

  /**
   * Registers an agent and runs it with the daemon's own code. Resolves when it is up, its gigs are published, and it has nothing to do. Rejects
   * with `test_agent_not_started`, or as `settle` does.
   */
  async run(definition: AgentDefinition, options: RunOptions = {}): Promise<AgentUnderTest> {
    const name = options.name ?? definition.name;
    const { ocmc = 0 } = options;
    const { id, client, apiKey } = await this.#register(name, ocmc, definition);
    const declared = { name, definition, config: agentConfig(options, name, apiKey) };
    const log = new TestLog();
    const house = new House({ ...this.#parts.forAgent(name, id), declared, log });
    this.#houses.push(house);
    if (!(await this.#time.through(`start ${name}`, () => house.start()))) {
      const reason = readStatuses(house.engine).get(name)?.reason ?? "nobody knows why";
      throw testingError("test_agent_not_started", `${name} did not start: ${reason}`, { agent: name });
    }
    await this.#time.settle(milliseconds("1h"));
    const gigs = await this.#time.through("list gigs", () => this.#parts.gigsOf({ id, client }));
    const { faults } = this.platform;
    const agent = new AgentUnderTest({ name, id, engine: house.engine, log, client, time: this.#time, gigs, faults });
    this.#agents.push(agent);
    await this.settle();
    return agent;
  }

  /** A buyer that the test drives by hand. */
  async buyer(options: PartyOptions = {}): Promise<TestBuyer> {
    return new TestBuyer(await this.#hand("buyer", options));
  }

  /** A seller that the test drives by hand. */
  async seller(options: PartyOptions = {}): Promise<TestSeller> {
    return new TestSeller(await this.#hand("seller", options));
  }

  /**
   * Lets every agent do what there is to do, retries included, in as much virtual time as that takes; timers and schedules that are not due stay.
   * Rejects with `test_runs_failed` when runs were given up, with `model_call_unexpected`, with `test_not_settled` after `within` (6 h
   * by default), with `participant_stuck` when a handler waits for something outside.
   */
  async settle(options: { readonly within?: Duration } = {}): Promise<void> {
    try {
      await this.#rest(options.within);
      this.#throwFailures();
    } catch (error) {
      this.#complained = true;
      throw error;
    }
  }

  /** Lets that much time pass: schedules fire, timers come, deliveries are approved after 72 h. Then as `settle`. */
  async advance(duration: Duration): Promise<void> {
    await this.#time.advance(milliseconds(duration));
    await this.settle();
  }

  /** Settles, and answers what was given up since the last look, instead of throwing it. */
  async failures(): Promise<readonly Failure[]> {
    await this.#rest();
    return this.#failures.take(this.#agents);
  }

  /** Puts a file where agents may fetch attachments from; answers its address, for `message(text, { attachments: [address] })`. */
  file(name: string, content: string | Uint8Array): string {
    return this.#parts.files.add(name, content);
  }

  /** Where all money is, and whether it adds up. Units are whole OCMC and USD cents. */
  ledger(): LedgerCheck {
    return this.platform.inspect.ledger();
  }

  /** What happened on the marketplace, oldest first. */
  events(): readonly DomainEvent[] {
    return this.platform.inspect.events({ limit: 1_000_000 });
  }

  /** Milliseconds since the epoch, as everybody in the market sees them. */
  now(): number {
    return this.clock.now();
  }

  /** Rejects with what is still untold: failed runs, model calls that were not expected or did not come. */
  async verify(): Promise<void> {
    await this.settle();
    this.model.verify();
  }

  /** Ends everything. Then rejects as `verify`, unless `settle` has rejected before: one failure is told once. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const failures = this.#failures.take(this.#agents);
    const stuck = await this.#stopAll();
    await this.platform.close();
    if (this.#complained) return;
    if (stuck) throw stuck;
    if (failures.length > 0) throw failedRuns(failures);
    this.model.verify();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Answers `participant_stuck` where a handler waits for something that never came: it is left behind. */
  async #stopAll(): Promise<unknown> {
    try {
      for (const house of this.#houses) await this.#time.through("close", () => house.stop());
      return undefined;
    } catch (error) {
      if (errorCode(error) !== "participant_stuck") throw error;
      for (const house of this.#houses) house.abandon();
      return error;
    }
  }

  async #rest(within: Duration = "6h"): Promise<void> {
    const unfinished = await this.#time.settle(milliseconds(within));
    await this.#time.through("look", async () => {
      for (const handle of this.#handles) await handle.refresh();
    });
    if (unfinished.length === 0) return;
    const runs = unfinished.map(
      (run) => `${run.agent}: ${run.kind}, ${run.status}, execution ${run.attempts}: ${run.reason ?? ""}`,
    );
    throw testingError("test_not_settled", `Not settled after ${within} of virtual time:\n  ${runs.join("\n  ")}`, { runs });
  }

  #throwFailures(): void {
    const failures = this.#failures.take(this.#agents);
    if (failures.length > 0) throw failedRuns(failures);
    const [unexpected] = this.model.unexpected;
    if (unexpected) throw unexpected;
  }

  async #hand(kind: string, { name, ocmc = 1_000 }: PartyOptions): Promise<Hand> {
    const called = name ?? `${kind} ${++this.#parties}`;
    const { id, client } = await this.#register(called, ocmc);
    return {
      name: called,
      id,
      client,
      time: this.#time,
      events: (orderId) => this.platform.inspect.events({ orderId, limit: 10_000 }),
      keep: (order) => this.#handles.push(order),
    };
  }

  #register(name: string, ocmc: number, definition?: AgentDefinition) {
    return this.#time.through(`register ${name}`, () => this.#parts.register({ name, ocmc, definition }));
  }
}
