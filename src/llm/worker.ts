import type { z } from "zod";
import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import type { Content } from "./content.ts";
import { converse } from "./conversation.ts";
import { LoopGuard } from "./loop-guard.ts";
import type { Model } from "./model.ts";
import { ModelCalls } from "./model-calls.ts";
import { createModelMemory, type ModelMemory } from "./model-memory.ts";
import { type OutputContract, schemaContract, textContract } from "./output-contract.ts";
import { type ModelPrices, priceOf } from "./prices.ts";
import { RequestBuilder } from "./request-builder.ts";
import type { CostLimit, RunStep } from "./run-step.ts";
import { RunTime } from "./run-time.ts";
import { loadTokenCounter } from "./tokens.ts";
import { offeredTools, toolDescriptions } from "./tool.ts";
import { fenced } from "./untrusted.ts";
import { quietly, tellWorkerEvents, type WorkerEvent } from "./worker-events.ts";
import { type WorkerDefaults, WorkerMeter } from "./worker-limits.ts";
import type { InputPart, WorkerResult, WorkerTask } from "./worker-task.ts";

export interface WorkerOptions {
  readonly model: Model;
  /** Names the endpoint knows, in the order in which they are asked: one that fails is followed by the next. */
  readonly models: readonly [string, ...string[]];
  /** USD per million tokens, by model name. Without a price for each of them nothing is called. */
  readonly prices: ModelPrices;
  /** The present execution's journal step: a worker belongs to one execution of one run. */
  readonly step: RunStep;
  /** Every model call must fit all of them: per order, per agent and day, per process. */
  readonly limits: readonly CostLimit[];
  /** What one call may cost at most. */
  readonly maxUsdPerCall?: number;
  /** Bounds of each task that sets none itself. */
  readonly defaults?: WorkerDefaults;
  readonly clock: Clock;
  /** For fences around other people's text. */
  readonly random: Random;
  /** Shared by all workers of the endpoint in this process; absent, nothing is remembered from run to run. */
  readonly memory?: ModelMemory;
  /** Takes secrets out of what is recorded of requests. */
  readonly redact?: (text: string) => string;
  /** Hears what the worker does. What it throws is dropped. */
  readonly onEvent?: (event: WorkerEvent) => void;
  /** Hears replies while they are written, with the worker's name: they are streamed then. */
  readonly onText?: (text: string, worker: string) => void;
}

/**
 * Lets a model do a bounded piece of work. Rejects with `model_price_unknown` or `worker_tools_invalid` before any call; `budget_exceeded` when a call
 * would not fit; `worker_tokens_exhausted`, `worker_steps_exhausted`, `worker_time_exhausted`, `worker_loop_detected`; `model_refused`;
 * `worker_output_invalid` when the output does not fit after one repair round; `models_cooling_down`; and as the model, the tools and the step
 * reject. Retryable errors are for the run to back off from: calls already answered are then replayed, not paid again.
 */
export interface Worker {
  /** With `output`, the model is asked for JSON of that schema and the result is what the schema parsed. */
  run<S extends z.ZodType>(task: WorkerTask & { readonly output: S }): Promise<WorkerResult<z.output<S>>>;
  /** Without it, the output is the model's text. */
  run(task: WorkerTask & { readonly output?: never }): Promise<WorkerResult<string>>;
}

const defaultMaxOutputTokens = 4_096;

export function createWorker(options: WorkerOptions): Worker {
  const memory = options.memory ?? createModelMemory(options.clock);
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
    return perform<unknown>({ ...options, memory, task, name, label, contract });
  }
  return { run };
}

interface Run<T> extends WorkerOptions {
  readonly memory: ModelMemory;
  readonly task: WorkerTask;
  readonly name: string;
  readonly label: string;
  readonly contract: OutputContract<T>;
}

/** Assembles one run. */
async function perform<T>(run: Run<T>): Promise<WorkerResult<T>> {
  const { task, name, label, contract, clock, random, step, memory } = run;
  const tools = task.tools ?? [];
  for (const model of run.models) priceOf(run.prices, model);
  const descriptions = toolDescriptions(tools);
  const builder = new RequestBuilder({
    instructions: task.instructions,
    input: contentOf(task.input, random),
    tools: () => offeredTools(tools, descriptions),
    format: contract.format,
    maxOutputTokens: task.maxOutputTokens ?? defaultMaxOutputTokens,
  });
  const tokens = await loadTokenCounter();
  const meter = new WorkerMeter(name, { ...run.defaults, ...task }, run.maxUsdPerCall);
  const tell = tellWorkerEvents(name, run.onEvent);
  const onText = run.onText && quietly((text: string) => run.onText?.(text, name));
  const { maxDurationMs } = meter;
  const time = new RunTime({ clock, maxDurationMs, signal: task.signal, timeExhausted: () => meter.timeExhausted() });
  const redact = run.redact ?? ((text: string) => text);
  const calls = new ModelCalls({
    ...run,
    redact,
    stepName: `model:${label}`,
    worker: name,
    builder,
    tokens,
    meter,
    time,
    tell,
    onText,
  });
  const toolCalls = { tools, stepPrefix: `tool:${label}`, step, signal: time.signal, random, tell };
  const guard = new LoopGuard(name, task.loopGuard ?? {});
  try {
    return await converse({ name, contract, calls, builder, tools: toolCalls, guard, meter, memory, time, tell });
  } finally {
    time.close();
  }
}

function contentOf(input: string | readonly InputPart[], random: Random): Content {
  if (typeof input === "string") return input;
  return input.map((part) =>
    part.type === "attachment"
      ? { type: "text", text: fenced("attachment", `File name: ${part.name}\n\n${part.text}`, random) }
      : part,
  );
}
