import type { RunQueries } from "../../engine/run-queries.ts";
import type { DomainEvent } from "../../platform/market/domain-events.ts";
import type { Inspection } from "../../platform/service/inspection.ts";
import type { Participant } from "../world/participant.ts";
import type { Judge } from "./judge.ts";

const dayMs = 86_400_000;

/** Money is conserved, limits hold, and what an agent has booked is what it has paid. */
export class Books {
  readonly #judge: Judge;
  readonly #participants: ReadonlyMap<string, Participant>;
  readonly #paid = new Map<string, number>();
  readonly #paidToday = new Map<string, { day: number; ocmc: number }>();

  constructor(judge: Judge, participants: readonly Participant[]) {
    this.#judge = judge;
    this.#participants = new Map(participants.map((participant) => [participant.platformId, participant]));
  }

  readonly read = ({ type, actor, data, timeMs, orderNumber }: DomainEvent): void => {
    const spend = this.#participants.get(actor)?.config.spend;
    const pay = (ocmc: number, most: number | undefined, what: string) => {
      this.#pay(actor, ocmc, timeMs, orderNumber);
      if (most !== undefined && ocmc > most)
        this.#judge.report("a budget is a limit", `${ocmc} of ${most} OCMC for ${what} ${orderNumber}`);
    };
    if (type === "order.created" && data.currency === "ocmc") pay(Number(data.priceUnits), spend?.ocmcPerOrder, "order");
    if (type === "review.created") pay(Number(data.tipOcmc ?? 0), spend?.tipMax, "a tip on");
  };

  /** Reads every posting: now and then, and at the end. */
  checkLedger(inspect: Pick<Inspection, "ledger">): void {
    const check = inspect.ledger();
    if (check.conserved) return;
    const { fromBalances, openOrders } = check.currencies.find(({ conserved }) => !conserved) ?? check.currencies[0] ?? {};
    this.#judge.report("money is conserved", `${JSON.stringify(fromBalances)} with ${openOrders} in open orders`);
  }

  /** For an agent that has nothing under way. */
  checkBooked({ name, platformId }: Participant, queries: Pick<RunQueries, "spent">): void {
    const booked = queries.spent({ agent: name, unit: "ocmc", sinceMs: 0 });
    const paid = this.#paid.get(platformId) ?? 0;
    if (booked === paid) return;
    this.#judge.report("booked is what was paid", `${name} has booked ${booked} OCMC and paid ${paid}`);
  }

  #pay(agentId: string, ocmc: number, timeMs: number, order: string | undefined): void {
    this.#paid.set(agentId, (this.#paid.get(agentId) ?? 0) + ocmc);
    const participant = this.#participants.get(agentId);
    const limit = participant?.config.spend.ocmcPerDay;
    if (!participant || limit === undefined) return;
    const day = Math.floor(timeMs / dayMs);
    const before = this.#paidToday.get(agentId);
    const today = { day, ocmc: ocmc + (before?.day === day ? before.ocmc : 0) };
    this.#paidToday.set(agentId, today);
    if (today.ocmc > limit)
      this.#judge.report("a budget is a limit", `${participant.name} paid ${today.ocmc} of ${limit} OCMC a day with ${order}`);
  }
}
