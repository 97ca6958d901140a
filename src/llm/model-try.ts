import type { ModelReply, TokenUsage } from "./model.ts";
import type { OutputRung } from "./output-ladder.ts";

/** A reply as the journal keeps it. */
export interface BilledReply extends ModelReply {
  /** The model that was asked, as configured; `model` is what the endpoint calls the one that answered. */
  readonly asked: string;
  /** How its output was asked for. */
  readonly rung: OutputRung;
  /** What is paid for in the books; `usage` is what the endpoint told. */
  readonly booked: TokenUsage;
  readonly costUsdNano: number;
}

/** A try that failed and was followed by another one, as the journal keeps it: never the answer, only a mark of the way to it. */
export interface FailedTry {
  readonly failed: { readonly model: string; readonly code: string };
  readonly booked: TokenUsage;
  readonly costUsdNano: number;
}

export type ModelTry = BilledReply | FailedTry;

export const nothingUsed: TokenUsage = { inputTokens: 0, outputTokens: 0 };
