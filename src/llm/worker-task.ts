import type { ContentPart } from "./content.ts";
import type { LoopGuardOptions } from "./loop-guard.ts";
import type { TokenUsage } from "./model.ts";
import type { WorkerTool } from "./tool.ts";
import type { WorkerLimits } from "./worker-limits.ts";

/** A piece of a worker's input. An attachment's text is shown to the model between fences, as data, and so is its `name`. */
export type InputPart = ContentPart | { readonly type: "attachment"; readonly name: string; readonly text: string };

export interface WorkerTask extends WorkerLimits {
  /** The system message. Never put text of other people here. */
  readonly instructions: string;
  /** The user message; text of other people belongs between fences (ctx.brief() does that). */
  readonly input: string | readonly InputPart[];
  /** Called as the model likes. */
  readonly tools?: readonly WorkerTool[];
  /** Tokens for each reply, reasoning included. Default 4,096. */
  readonly maxOutputTokens?: number;
  /** On by default; false switches it off. */
  readonly loopGuard?: LoopGuardOptions | false;
  /** Stops the work: `run` rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Names the steps: `model:<name>`. Default `worker`. */
  readonly name?: string;
}

export interface WorkerResult<T> {
  readonly output: T;
  /** The last reply as the model wrote it. */
  readonly text: string;
  /** As told by the endpoint, over all calls. */
  readonly usage: TokenUsage;
  /** As booked, over all calls and failed tries; what was not told counts with its maximum. */
  readonly costUsd: number;
  /** The model that answered last, as the endpoint names it. */
  readonly model: string;
}
