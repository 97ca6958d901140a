import type { Client } from "../client/client.ts";
import type { Engine } from "../engine/engine.ts";
import type { StepRecord } from "../engine/records.ts";
import type { Run } from "../engine/run.ts";
import type { FaultRule, Faults } from "../platform/service/faults.ts";
import type { Gig } from "../protocol/entities/gig.ts";
import type { Order } from "../protocol/entities/order.ts";
import { approveHeld, rejectHeld } from "../runtime/approvals/decide.ts";
import type { Approval } from "../store/approval.ts";
import { testingError } from "./errors.ts";
import type { LogLine, TestLog } from "./log.ts";
import type { MarketTime } from "./market-time.ts";

export interface AgentUnderTestOptions {
  readonly name: string;
  readonly id: string;
  readonly engine: Engine;
  readonly log: TestLog;
  readonly client: Client;
  readonly time: MarketTime;
  readonly gigs: readonly Gig[];
  readonly faults: Faults;
}

/** An agent by its definition, run by the daemon's own code. Looking at it takes no time; what it does happens in `settle` and `advance`. */
export class AgentUnderTest {
  readonly name: string;
  /** On the marketplace. */
  readonly id: string;
  /** Its gigs on the marketplace. */
  readonly gigs: readonly Gig[];
  /** For what is not here: its runs, state, spending, approvals. */
  readonly engine: Engine;
  readonly #options: AgentUnderTestOptions;

  constructor(options: AgentUnderTestOptions) {
    this.name = options.name;
    this.id = options.id;
    this.gigs = options.gigs;
    this.engine = options.engine;
    this.#options = options;
  }

  /** One of its gigs on the marketplace; without a title the only one. Throws `test_gig_unknown`. */
  gig(title?: string): Gig {
    const [gig, ...more] = this.gigs.filter((candidate) => title === undefined || candidate.title === title);
    if (gig && more.length === 0) return gig;
    const known = this.gigs.map((candidate) => JSON.stringify(candidate.title));
    const wanted = title === undefined ? "exactly one gig" : `the gig ${JSON.stringify(title)}`;
    throw testingError("test_gig_unknown", `${this.name} has not ${wanted}; it has: ${known.join(", ") || "none"}`, { title });
  }

  /** Every event it was given, in order, with what became of each. */
  runs(filter: { readonly event?: string } = {}): readonly Run[] {
    return this.engine.list().filter((run) => filter.event === undefined || run.kind === filter.event);
  }

  steps(run: Run): readonly StepRecord[] {
    return this.engine.steps(run.id);
  }

  /** What it and its handlers (`ctx.log`) said. */
  get log(): readonly LogLine[] {
    return this.#options.log.lines;
  }

  /** Its orders as the marketplace shows them, newest first. */
  async orders(): Promise<readonly Order[]> {
    const { client, time } = this.#options;
    return await time.through(`orders of ${this.name}`, async () => {
      const { tasks } = await client.listOrders({ limit: 100 });
      return await Promise.all(tasks.map(async (row) => (await client.getOrder({ taskId: row.id })).order));
    });
  }

  /** OCMC on its account. */
  async balance(): Promise<number> {
    const { client, time } = this.#options;
    return (await time.through(`balance of ${this.name}`, () => client.me())).agent.ocmc_balance;
  }

  /** Model cost of all its work so far, US dollars. */
  get modelUsd(): number {
    return this.engine.spent({ agent: this.name, unit: "usd_nano", sinceMs: 0 }) / 1e9;
  }

  /** From now on the marketplace fails this agent so: `{ endpoint: "startOrder", effect: "drop_after_commit", times: 1 }`. */
  fault(rule: Omit<FaultRule, "agentId">): void {
    this.#options.faults.add({ ...rule, agentId: this.id });
  }

  /** Actions that wait for a person. */
  held(): readonly Approval[] {
    return this.engine.approvals.list({ status: ["held"] });
  }

  /** Lets a held action happen; then `settle`. Rejects with `approval_closed`. */
  async approve({ id }: Pick<Approval, "id">): Promise<void> {
    await this.#options.time.through("approve", () => approveHeld(this.engine, { id, by: `test/${id}` }));
  }

  async reject({ id }: Pick<Approval, "id">, reason?: string): Promise<void> {
    await this.#options.time.through("reject", () => rejectHeld(this.engine, { id, by: `test/${id}`, reason }));
  }
}
