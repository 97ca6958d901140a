import type { z } from "zod";
import { llmError } from "./errors.ts";
import type { Model, ModelMessage, ModelRequest, TokenUsage } from "./model.ts";
import { type BilledReply, callModel } from "./model-call.ts";
import { type OutputContract, schemaContract, textContract } from "./output-contract.ts";
import { type ModelPrices, priceOf, usdFromNano } from "./prices.ts";
import type { CostLimit, RunStep } from "./run-step.ts";
import { callTool, toolDescription, type WorkerTool } from "./tool.ts";
import { untrustedNotice } from "./untrusted.ts";

export interface WorkerOptions {
  readonly model: Model;
  /** Names the endpoint knows. The first is asked; the rest are reserved for fallback. */
  readonly models: readonly [string, ...string[]];
  /** USD per million tokens, by model name. A model without a price is not called. */
  readonly prices: ModelPrices;
  /** The present execution's journal step: a worker belongs to one execution of one run. */
  readonly step: RunStep;
  /** Every model call must fit all of them. */
  readonly limits: readonly CostLimit[];
}

export interface WorkerTask {
  /** The system message. Never put text of other people here. */
  readonly instructions: string;
  /** The user message; text of other people belongs between fences (ctx.brief() does that). */
  readonly input: string;
  /** Called as the model likes, one at a time. */
  readonly tools?: readonly WorkerTool[];
  /** Tokens for each reply, reasoning included. Default 4,096. */
  readonly maxOutputTokens?: number;
  /** How often the model may ask for tools before the worker gives up. Default 8. */
  readonly maxSteps?: number;
  /** Names the steps: `model:<name>`. Default `worker`. */
  readonly name?: string;
}

export interface WorkerResult<T> {
  readonly output: T;
  /** The last reply as the model wrote it. */
  readonly text: string;
  /** As told by the endpoint, over all calls. */
  readonly usage: TokenUsage;
  /** Over all calls; a call without usage counts with its maximum. */
  readonly costUsd: number;
  /** The model that answered last, as the endpoint names it. */
  readonly model: string;
}

/**
 * Lets a model do a bounded piece of work. Rejects with `model_price_unknown` before any call; `model_refused`; `worker_output_invalid` when the output
 * does not fit after one repair round; `worker_steps_exhausted`; and as the model and the step reject. Retryable errors are for the
 * run to back off from: calls already answered are then replayed, not paid again.
 */
export interface Worker {
  /** With `output`, the model is asked for JSON of that schema and the result is what the schema parsed. */
  run<S extends z.ZodType>(task: WorkerTask & { readonly output: S }): Promise<WorkerResult<z.output<S>>>;
  /** Without it, the output is the model's text. */
  run(task: WorkerTask & { readonly output?: never }): Promise<WorkerResult<string>>;
}

const defaultMaxOutputTokens = 4_096;
const defaultMaxSteps = 8;

export function createWorker(options: WorkerOptions): Worker {
  const runsByName = new Map<string, number>();

  // Each run of a name gets step names of its own, settled before anything is awaited: runs side by side then replay in any order.
  const stepLabel = (name: string): string => {
    const run = (runsByName.get(name) ?? 0) + 1;
    runsByName.set(name, run);
    return run === 1 ? name : `${name}#${run}`;
  };

  function run<S extends z.ZodType>(task: WorkerTask & { readonly output: S }): Promise<WorkerResult<z.output<S>>>;
  function run(task: WorkerTask & { readonly output?: never }): Promise<WorkerResult<string>>;
  async function run(task: WorkerTask & { readonly output?: z.ZodType }): Promise<WorkerResult<unknown>> {
    const name = task.name ?? "worker";
    const label = stepLabel(name);
    const contract = task.output ? schemaContract(task.output, name) : textContract;
    return converse<unknown>({ ...options, task, name, label, contract });
  }
  return { run };
}

interface Conversation<T> extends WorkerOptions {
  readonly task: WorkerTask;
  readonly name: string;
  readonly label: string;
  readonly contract: OutputContract<T>;
}

async function converse<T>(conversation: Conversation<T>): Promise<WorkerResult<T>> {
  const { task, name, label, contract, step, limits, model } = conversation;
  const { tools = [], maxOutputTokens = defaultMaxOutputTokens, maxSteps = defaultMaxSteps } = task;
  const [modelName] = conversation.models;
  const price = priceOf(conversation.prices, modelName);
  const messages: ModelMessage[] = [
    { role: "system", content: `${task.instructions}\n\n${untrustedNotice}` },
    { role: "user", content: task.input },
  ];
  const replies: BilledReply[] = [];
  let toolRounds = 0;
  let repaired = false;

  for (;;) {
    const request: ModelRequest = {
      model: modelName,
      messages: [...messages],
      maxOutputTokens,
      ...(tools.length > 0 ? { tools: tools.map(toolDescription) } : {}),
      ...(contract.format ? { outputFormat: contract.format } : {}),
    };
    const reply = await callModel({ name: `model:${label}`, worker: name, model, request, price, step, limits });
    replies.push(reply);
    if (reply.refusal !== undefined || reply.finishReason === "content_filter") throw refused(name, reply);

    if (tools.length > 0 && reply.toolCalls.length > 0) {
      if (++toolRounds > maxSteps) {
        throw llmError("worker_steps_exhausted", `Worker "${name}" asked for tools more than ${maxSteps} times`, {
          name,
          maxSteps,
        });
      }
      messages.push({ role: "assistant", content: reply.text, toolCalls: reply.toolCalls });
      for (const call of reply.toolCalls) {
        messages.push({ role: "tool", toolCallId: call.id, content: await callTool(tools, call, `tool:${label}`, step) });
      }
      continue;
    }

    const read = await contract.read(reply);
    if (read.ok) return resultOf(read.output, reply, replies);
    if (repaired) throw invalid(name, read.problem, reply);
    repaired = true;
    if (reply.text) messages.push({ role: "assistant", content: reply.text });
    messages.push({ role: "user", content: repairRequest(read.problem, contract.format !== undefined) });
  }
}

function repairRequest(problem: string, wantsJson: boolean): string {
  return `Your reply cannot be used:\n${problem}\nAnswer again, ${wantsJson ? "with nothing but JSON that fits the schema" : "with the text only"}.`;
}

function resultOf<T>(output: T, last: BilledReply, replies: readonly BilledReply[]): WorkerResult<T> {
  const sum = (figure: (reply: BilledReply) => number) => replies.reduce((total, reply) => total + figure(reply), 0);
  return {
    output,
    text: last.text ?? "",
    usage: {
      inputTokens: sum((reply) => reply.usage?.inputTokens ?? 0),
      outputTokens: sum((reply) => reply.usage?.outputTokens ?? 0),
    },
    costUsd: usdFromNano(sum((reply) => reply.costUsdNano)),
    model: last.model,
  };
}

function refused(name: string, { model, refusal, finishReason }: BilledReply) {
  const details = { name, model, finishReason, ...(refusal === undefined ? {} : { refusal: refusal.slice(0, 500) }) };
  return llmError("model_refused", `The model ${model} declined the work of worker "${name}"`, details);
}

function invalid(name: string, problem: string, reply: BilledReply) {
  const details = { name, model: reply.model, problem, received: (reply.text ?? "").slice(0, 500) };
  return llmError(
    "worker_output_invalid",
    `Output of worker "${name}" is still not valid after a repair round: ${problem}`,
    details,
  );
}
