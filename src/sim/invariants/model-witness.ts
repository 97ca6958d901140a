import type { EngineEventMap } from "../../engine/engine.ts";
import type { StepRecord } from "../../engine/records.ts";
import type { Run } from "../../engine/run.ts";
import type { ModelReply } from "../../llm/model.ts";
import { costUsdNano, type ModelPrices, priceOf, usdFromNano } from "../../llm/prices.ts";
import type { Participant } from "../world/participant.ts";
import type { Judge } from "./judge.ts";

export interface HeardReply {
  /** What was asked, as in the prices. */
  readonly model: string;
  readonly usage: ModelReply["usage"];
  /** When it was asked for: the day that pays. */
  readonly askedMs: number;
}

type CommittedRun = Pick<Run, "id" | "subject">;
type CommittedStep = Pick<StepRecord, "name" | "occurrence" | "cost">;

interface Account {
  /** Answers that reached the living daemon. */
  heard: number;
  /** Of these, the ones that a death kept from being committed. */
  lost: number;
  day: number;
  todayUsdNano: number;
}

const dayMs = 86_400_000;

/** Stands between agents and models and hears every answer: a committed call is never made again, and no day and no order costs more than it may. */
export class ModelWitness {
  readonly #judge: Judge;
  readonly #prices: ModelPrices;
  readonly #accounts = new Map<string, Account>();
  /** Committed calls of runs that have not ended. */
  readonly #steps = new Map<string, Set<string>>();
  /** What was committed for an order, of agents with a limit for it. */
  readonly #orders = new Map<string, number>();

  constructor(judge: Judge, prices: ModelPrices) {
    this.#judge = judge;
    this.#prices = prices;
  }

  /** An answer has reached that agent. */
  heard({ name, config }: Participant, { model, usage, askedMs }: HeardReply): void {
    const account = this.#accounts.get(name) ?? { heard: 0, lost: 0, day: 0, todayUsdNano: 0 };
    this.#accounts.set(name, account);
    account.heard++;
    const { usdPerDay } = config.budget;
    if (!usage || usdPerDay === undefined) return;
    const day = Math.floor(askedMs / dayMs);
    if (day > account.day) Object.assign(account, { day, todayUsdNano: 0 });
    account.todayUsdNano += costUsdNano(usage, priceOf(this.#prices, model));
    const spentUsd = usdFromNano(account.todayUsdNano);
    if (spentUsd > usdPerDay)
      this.#judge.report("a budget is a limit", `${name} spent $${spentUsd} of $${usdPerDay} a day on models`);
  }

  /** A call has been committed as that step of that run. */
  readonly committed = (
    participant: Participant,
    { id, subject }: CommittedRun,
    { name, occurrence, cost }: CommittedStep,
  ): void => {
    const steps = this.#steps.get(id) ?? new Set();
    this.#steps.set(id, steps);
    const step = `${name} ${occurrence}`;
    if (steps.has(step))
      this.#judge.report("no model call is made again", `${participant.name} made ${step} of run ${id} again after its commit`);
    steps.add(step);
    if (subject !== null) this.#charge(participant, subject, cost);
  };

  /** A run that will not be repeated has no steps to repeat. */
  ended({ run, outcome }: EngineEventMap["runEnded"]): void {
    if (outcome.kind !== "retry") this.#steps.delete(run.id);
  }

  /** The daemon of that agent has died: what it had heard and not committed may be asked again. */
  died({ name, tally }: Participant): void {
    const account = this.#accounts.get(name);
    if (account) account.lost = Math.max(account.lost, account.heard - tally.modelCalls);
  }

  /** For an agent that has nothing under way. */
  check({ name, tally }: Participant): void {
    const { heard, lost } = this.#accounts.get(name) ?? { heard: 0, lost: 0 };
    if (heard <= tally.modelCalls + lost) return;
    const what = `${name} heard ${heard} answers of models and has committed ${tally.modelCalls}; ${lost} were lost when its daemon died`;
    this.#judge.report("no model call is made again", what);
  }

  #charge({ name, config }: Participant, order: string, cost: number): void {
    const { usdPerOrder } = config.budget;
    if (usdPerOrder === undefined) return;
    const key = `${name} ${order}`;
    const spentNano = (this.#orders.get(key) ?? 0) + cost;
    this.#orders.set(key, spentNano);
    const spentUsd = usdFromNano(spentNano);
    if (spentUsd > usdPerOrder)
      this.#judge.report("a budget is a limit", `${name} spent $${spentUsd} of $${usdPerOrder} on models for ${order}`);
  }
}
