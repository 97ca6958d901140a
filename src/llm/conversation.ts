import type { UpclawsError } from "../base/errors.ts";
import { llmError } from "./errors.ts";
import type { LoopGuard } from "./loop-guard.ts";
import type { ModelCalls } from "./model-calls.ts";
import type { ModelMemory } from "./model-memory.ts";
import type { BilledReply } from "./model-try.ts";
import type { OutputContract, ReadOutput } from "./output-contract.ts";
import { type OutputFit, type OutputRung, rungBelow } from "./output-ladder.ts";
import { usdFromNano } from "./prices.ts";
import type { RequestBuilder } from "./request-builder.ts";
import type { RunTime } from "./run-time.ts";
import { isOffered } from "./tool.ts";
import { carryOut, type ToolCallsOptions } from "./tool-calls.ts";
import type { TellWorkerEvent } from "./worker-events.ts";
import type { WorkerMeter } from "./worker-limits.ts";
import type { WorkerResult } from "./worker-task.ts";

export interface ConversationParts<T> {
  /** The worker's name. */
  readonly name: string;
  readonly contract: OutputContract<T>;
  readonly calls: ModelCalls;
  readonly builder: RequestBuilder;
  readonly tools: ToolCallsOptions;
  readonly guard: LoopGuard;
  readonly meter: WorkerMeter;
  readonly memory: ModelMemory;
  readonly time: RunTime;
  readonly tell: TellWorkerEvent;
}

/** A reply that could not be used, and how it was asked for. */
interface Misfit {
  readonly rung: OutputRung;
  readonly fit: OutputFit;
}

/** Goes back and forth between model and tools until an output fits, with one repair round. Rejects as `Worker.run` does. */
export async function converse<T>(parts: ConversationParts<T>): Promise<WorkerResult<T>> {
  const { name, contract, calls, builder, tools, memory, time, tell } = parts;
  const replies: BilledReply[] = [];
  let misfit: Misfit | undefined;
  for (;;) {
    time.throwIfOver();
    const reply = await calls.ask(misfit ? rungToMend(misfit) : "json_schema");
    replies.push(reply);
    if (reply.refusal !== undefined || reply.finishReason === "content_filter") throw refused(name, reply);
    if (!reply.damaged && tools.tools.length > 0 && reply.toolCalls.length > 0) {
      await toolRound(reply, parts);
      // Nothing is left to do, and no output is waited for.
      if (contract.format === undefined && !tools.tools.some(isOffered)) {
        return resultOf((reply.text ?? "") as T, reply, replies, parts.meter);
      }
      continue;
    }
    const read = reply.damaged ? damaged : await contract.read(reply);
    if (read.ok) {
      if (misfit) memory.ladder.mended(reply.asked, misfit.rung, reply.rung, misfit.fit);
      else memory.ladder.fitted(reply.asked, reply.rung);
      return resultOf(read.output, reply, replies, parts.meter);
    }
    tell({ type: "output.invalid", model: reply.model, problem: read.problem });
    if (misfit) throw invalid(name, read.problem, reply);
    misfit = { rung: reply.rung, fit: read.fit };
    if (reply.text) builder.add({ role: "assistant", content: reply.text });
    builder.add({ role: "user", content: repairRequest(read.problem, contract.format !== undefined) });
  }
}

const damaged: ReadOutput<never> = { ok: false, problem: "The reply arrived damaged: words are missing.", fit: "fits" };

/** Where the format was ignored, the prompt has to ask for it. */
function rungToMend({ rung, fit }: Misfit): OutputRung {
  return fit === "fits" ? rung : rungBelow(rung);
}

async function toolRound<T>(reply: BilledReply, { builder, tools, guard, meter, time }: ConversationParts<T>): Promise<void> {
  meter.step();
  guard.beforeCalls(reply.toolCalls);
  const answered = await carryOut(reply.toolCalls, tools).catch((error: unknown) => {
    time.throwIfOver();
    throw error;
  });
  builder.add({ role: "assistant", content: reply.text, toolCalls: reply.toolCalls });
  builder.add(...answered.map((one) => one.message));
  guard.afterRound(answered);
}

function repairRequest(problem: string, wantsJson: boolean): string {
  return `Your reply cannot be used:\n${problem}\nAnswer again, ${wantsJson ? "with nothing but JSON that fits the schema" : "with the text only"}.`;
}

function resultOf<T>(output: T, last: BilledReply, replies: readonly BilledReply[], meter: WorkerMeter): WorkerResult<T> {
  const sum = (figure: (reply: BilledReply) => number) => replies.reduce((total, reply) => total + figure(reply), 0);
  return {
    output,
    text: last.text ?? "",
    usage: {
      inputTokens: sum((reply) => reply.usage?.inputTokens ?? 0),
      outputTokens: sum((reply) => reply.usage?.outputTokens ?? 0),
    },
    costUsd: usdFromNano(meter.costUsdNano),
    model: last.model,
  };
}

function refused(name: string, { model, refusal, finishReason }: BilledReply): UpclawsError {
  const details = { name, model, finishReason, ...(refusal === undefined ? {} : { refusal: refusal.slice(0, 500) }) };
  return llmError("model_refused", `The model ${model} declined the work of worker "${name}"`, details);
}

function invalid(name: string, problem: string, reply: BilledReply): UpclawsError {
  const details = { name, model: reply.model, problem, received: (reply.text ?? "").slice(0, 500) };
  const message = `Output of worker "${name}" is still not valid after a repair round: ${problem}`;
  return llmError("worker_output_invalid", message, details);
}
