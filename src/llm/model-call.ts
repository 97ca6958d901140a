import { isUpclawsError } from "../base/errors.ts";
import type { Model, ModelReply, ModelRequest, TokenUsage } from "./model.ts";
import { costUsdNano, type ModelPrice } from "./prices.ts";
import type { CostLimit, RunStep } from "./run-step.ts";
import { loadTokenCounter } from "./tokens.ts";

/** A reply as the journal keeps it. */
export interface BilledReply extends ModelReply {
  readonly costUsdNano: number;
}

export interface ModelCall {
  /** The step's name. */
  readonly name: string;
  /** The worker that calls, for the record. */
  readonly worker: string;
  readonly model: Model;
  readonly request: ModelRequest;
  readonly price: ModelPrice;
  readonly step: RunStep;
  readonly limits: readonly CostLimit[];
}

// Endpoints frame messages and tools in ways of their own, and other providers' tokenizers count somewhat more.
const marginFactor = 1.1;
const marginTokens = 32;

/** The most a request can use: its estimated prompt with a margin, and all the output it allows. */
async function maximumUsage(request: ModelRequest): Promise<TokenUsage> {
  const tokens = await loadTokenCounter();
  const inputTokens = Math.ceil(tokens.ofPrompt(request) * marginFactor) + marginTokens;
  return { inputTokens, outputTokens: request.maxOutputTokens };
}

/**
 * One model call as one step: its maximum cost is booked before the request and replaced by the actual one with the reply. A reply without usage
 * costs the maximum. Rejects as `Model.complete` does, and with whatever the step rejects when a limit would be passed.
 */
export async function callModel({ name, worker, model, request, price, step, limits }: ModelCall): Promise<BilledReply> {
  const most = await maximumUsage(request);
  const maximum = costUsdNano(most, price);
  const perform = async (signal: AbortSignal): Promise<BilledReply> => {
    const reply = await model.complete(request, signal);
    return { ...reply, costUsdNano: reply.usage ? costUsdNano(reply.usage, price) : maximum };
  };
  return step(name, perform, {
    cost: {
      unit: "usd_nano",
      maximum,
      limits,
      actual: (reply) => reply.costUsdNano,
      actualOnError: (error) => (isUpclawsError(error) && error.details.mayBeBilled === false ? 0 : undefined),
    },
    note: { worker, model: request.model, maxInputTokens: most.inputTokens, maxOutputTokens: most.outputTokens },
  });
}
