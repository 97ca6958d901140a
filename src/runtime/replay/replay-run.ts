import { silentLogger } from "../../base/logger.ts";
import { seededRandom } from "../../base/random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { createClient } from "../../client/client.ts";
import type { Outcome } from "../../engine/run.ts";
import type { StepRow } from "../../engine/step-table.ts";
import type { Model } from "../../llm/model.ts";
import type { WorkerDefaults } from "../../llm/worker-limits.ts";
import type { Transport } from "../../protocol/transport.ts";
import type { AgentDefinition } from "../agent.ts";
import type { AgentInstance } from "../agent-instance.ts";
import { createDispatch } from "../dispatch.ts";
import type { Difference } from "./difference.ts";
import { judge, type Verdict } from "./judge.ts";
import { type RecordedRun, takenOrder } from "./recorded-run.ts";
import { offline, replayEngine } from "./replay-engine.ts";
import { type AskedBeyond, ReplayJournal } from "./replay-journal.ts";

export interface ReplayOptions {
  readonly definition: AgentDefinition;
  /** What the settings schema made of `with:`. */
  readonly settings: unknown;
  /** The bounds of a piece of work that the configuration sets. */
  readonly workerDefaults?: WorkerDefaults;
  /** The agent's own keys: masked in prompts as they were when recorded. */
  readonly secrets?: readonly string[];
  /** Gives a handler up that does not come to an end. */
  readonly signal: AbortSignal;
}

/** How a recorded run went when its handler was called again. */
export interface Replay {
  /** same: as recorded, to its end. record_ended: as recorded as far as the record goes (the run failed or is not over). different: see `differences`. */
  readonly verdict: Verdict;
  /** Records that were used, in the order in which the handler asked for them. */
  readonly used: readonly StepRow[];
  readonly differences: readonly Difference[];
  /** What the handler asked for when the record was at its end. */
  readonly beyond: AskedBeyond | undefined;
  /** How the run ends now; undefined when it went beyond the record. */
  readonly outcome: Outcome | undefined;
}

/**
 * Calls the handler again with everything that was recorded: the same order, messages, answers of models, tools and platform. Nothing is sent, asked
 * or written; steps are not performed. What the handler does beside its context is not held back by this.
 */
export async function replayRun(record: RecordedRun, options: ReplayOptions): Promise<Replay> {
  const { run } = record;
  // The last execution's time: what earlier ones saw is recorded, or lost.
  const clock = new VirtualClock({ startMs: run.endedAtMs ?? record.steps.at(-1)?.started_at_ms ?? run.createdAtMs });
  const random = seededRandom(run.id);
  const journal = new ReplayJournal(record, clock);
  const agent = instance(record, options, clock);
  const dispatch = createDispatch({
    agents: new Map([[run.agent, agent]]),
    engine: replayEngine(record),
    clock,
    random,
    logger: silentLogger,
  });
  const giveUp = () => journal.revoke(options.signal.reason);
  options.signal.addEventListener("abort", giveUp, { once: true });
  try {
    const execution = dispatch(run, journal, journal.signal).then(async (outcome) => {
      await journal.settle();
      return outcome;
    });
    const outcome = await Promise.race([execution, journal.stopped.then(() => undefined)]);
    const { used, differences, beyond } = journal;
    const judged = judge(record, { journal, outcome, hangs: options.signal.aborted });
    return { verdict: judged.verdict, used, differences: [...differences, ...judged.differences], beyond, outcome };
  } finally {
    options.signal.removeEventListener("abort", giveUp);
    journal.revoke(new Error("the replay is over"));
  }
}

const noModel: Model = { complete: () => Promise.reject(offline("asks a model")) };

function instance(record: RecordedRun, options: ReplayOptions, clock: VirtualClock): AgentInstance {
  const { run, steps, platformId } = record;
  const { definition, settings, workerDefaults, secrets } = options;
  const order = takenOrder(steps)?.order;
  const transport: Transport = {
    // Whether an order has gone its way is asked again when an execution begins anew: it is as it was.
    send: async ({ endpoint, params }) => {
      if (endpoint !== "getOrder" || params.taskId !== order?.id) throw offline(`asks the platform (${endpoint})`);
      return { status: 200, headers: {}, body: { order } };
    },
    close: async () => {},
  };
  return {
    name: run.agent,
    definition,
    settings,
    platformId,
    platformName: run.agent,
    client: createClient({ transport, apiKey: undefined, clock, random: seededRandom(0) }),
    ...(secrets && { secrets }),
    spend: {},
    // No call is made, so none has a price.
    worker: {
      model: noModel,
      models: ["recorded"],
      prices: { recorded: { inputUsdPerMTok: 0, outputUsdPerMTok: 0 } },
      budget: {},
      ...(workerDefaults && { defaults: workerDefaults }),
    },
  };
}
