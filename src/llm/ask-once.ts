import { isUpclawsError } from "../base/errors.ts";
import { bookedUsage, writtenTokens } from "./booked-usage.ts";
import type { Model, ModelReply, ModelRequest, TextListener, TokenUsage } from "./model.ts";
import type { ModelMemory } from "./model-memory.ts";
import type { OutputRung } from "./output-ladder.ts";
import type { RequestBuilder } from "./request-builder.ts";
import type { TokenCounter } from "./tokens.ts";
import type { TellWorkerEvent } from "./worker-events.ts";

export interface AskOptions {
  readonly model: Model;
  readonly memory: ModelMemory;
  readonly builder: RequestBuilder;
  readonly tokens: TokenCounter;
  readonly tell: TellWorkerEvent;
  readonly onText: TextListener | undefined;
}

export interface RequestOnRung {
  readonly rung: OutputRung;
  readonly request: ModelRequest;
}

export interface Answer {
  readonly reply: ModelReply;
  readonly rung: OutputRung;
  readonly booked: TokenUsage;
}

/**
 * One request that may be billed: down the rungs as long as the endpoint refuses the request itself (400 or 422, which cost nothing). Remembers what
 * the endpoint taught. Rejects as `Model.complete` does, with the first refusal when every rung was refused.
 */
export async function askOnce(
  requests: readonly RequestOnRung[],
  atMost: TokenUsage,
  signal: AbortSignal,
  { model, memory, builder, tokens, onText }: AskOptions,
): Promise<Answer> {
  let refusal: unknown;
  for (const { rung, request } of requests) {
    try {
      const reply = await model.complete(request, signal, onText);
      memory.coolDowns.answered(request.model);
      if (builder.wantsJson) memory.ladder.accepted(request.model, rung, refusal !== undefined);
      if (reply.usage) memory.estimate.learn(request, reply.usage.inputTokens, tokens);
      const counted = { inputTokens: tokens.ofPrompt(request), outputTokens: writtenTokens(reply, tokens) };
      return { reply, rung, booked: bookedUsage(reply.usage, counted, atMost) };
    } catch (error) {
      if (!isRefusedRequest(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

function isRefusedRequest(error: unknown): boolean {
  if (!isUpclawsError(error) || error.code !== "model_rejected") return false;
  return error.details.status === 400 || error.details.status === 422;
}
