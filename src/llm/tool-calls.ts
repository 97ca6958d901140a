import { z } from "zod";
import { isUpclawsError, messageOf } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import { actOf, type ToolOutcome } from "./loop-guard.ts";
import type { ModelMessage, ToolCall } from "./model.ts";
import type { RunStep } from "./run-step.ts";
import { unlessAborted } from "./run-time.ts";
import { isOffered, type WorkerTool } from "./tool.ts";
import { shownResult, type ToolResult, toolResult } from "./tool-result.ts";
import type { TellWorkerEvent } from "./worker-events.ts";

export interface ToolCallsOptions {
  readonly tools: readonly WorkerTool[];
  /** Tool calls are steps of this name, followed by the tool's. */
  readonly stepPrefix: string;
  readonly step: RunStep;
  /** Ends when the worker does. */
  readonly signal: AbortSignal;
  readonly random: Random;
  readonly tell: TellWorkerEvent;
}

export interface AnsweredCall extends ToolOutcome {
  readonly message: ModelMessage;
}

// No model needs more at once; one that asks for more is told so.
const mostCallsPerReply = 16;
const longestErrorBytes = 1_000;

type Prepared =
  | { readonly call: ToolCall; readonly problem: string }
  | { readonly call: ToolCall; readonly tool: WorkerTool; readonly input: unknown };

/**
 * Carries out what one reply asks for and resolves with the messages to send back, in order. Calls run side by side; one at a time as soon as one of
 * them makes steps of its own, whose order matters. Rejects, when all have ended, with the first UpclawsError that a tool threw.
 */
export async function carryOut(calls: readonly ToolCall[], options: ToolCallsOptions): Promise<readonly AnsweredCall[]> {
  const prepared: Prepared[] = [];
  for (const [index, call] of calls.entries()) {
    prepared.push(
      index < mostCallsPerReply
        ? await prepare(call, options.tools)
        : { call, problem: `Error: more than ${mostCallsPerReply} calls in one reply. Ask again for this one.` },
    );
  }
  const inOrder = prepared.some((one) => "tool" in one && one.tool.ownSteps);
  if (inOrder) {
    const answered: AnsweredCall[] = [];
    for (const one of prepared) answered.push(await answer(one, options));
    return answered;
  }
  // Steps are begun in the order of the calls: a replay finds them by it.
  const settled = await Promise.allSettled(prepared.map((one) => answer(one, options)));
  return settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

async function prepare(call: ToolCall, tools: readonly WorkerTool[]): Promise<Prepared> {
  const offered = tools.filter(isOffered);
  const tool = offered.find((one) => one.name === call.name);
  if (!tool) {
    const known = offered.map((one) => one.name).join(", ") || "none";
    return { call, problem: `Error: there is no tool "${call.name.slice(0, 64)}". Tools: ${known}` };
  }
  let raw: unknown;
  try {
    // A tool without parameters is often called with an empty text.
    raw = JSON.parse(call.arguments || "{}");
  } catch {
    return { call, problem: "Error: the arguments are not valid. They are not JSON." };
  }
  const parsed = await tool.input.safeParseAsync(raw);
  if (parsed.success) return { call, tool, input: parsed.data };
  return { call, problem: `Error: the arguments are not valid. ${z.prettifyError(parsed.error).slice(0, 2_000)}` };
}

async function answer(prepared: Prepared, options: ToolCallsOptions): Promise<AnsweredCall> {
  const { call } = prepared;
  const message = (content: string): ModelMessage => ({ role: "tool", toolCallId: call.id, content });
  if ("problem" in prepared) {
    return { tool: call.name, ok: false, text: prepared.problem, message: message(prepared.problem) };
  }
  const { tool, input } = prepared;
  // An earlier call of the same reply may have changed what is possible.
  if (!isOffered(tool)) {
    const problem = `Error: ${tool.name} is not possible any more.`;
    return { tool: call.name, ok: false, text: problem, message: message(problem) };
  }
  const result = tool.ownSteps
    ? await resultOf(() => tool.execute(input), tool, options)
    : await options.step(
        `${options.stepPrefix}:${tool.name}`,
        (stepSignal) => {
          const signal = AbortSignal.any([stepSignal, options.signal]);
          return resultOf(() => unlessAborted(signal, () => tool.execute(input, signal)), tool, options, signal);
        },
        { note: { tool: tool.name } },
      );
  const { ok, text } = result;
  const act = actOf(text, call, tool.ownSteps ?? false);
  return { tool: tool.name, ok, text, ...act, message: message(shownResult(tool.name, result, options.random)) };
}

/** An error that steers the run, or comes from ending it, is passed on; any other becomes a result, so that a replay shows it again. */
async function resultOf(
  execute: () => Promise<unknown>,
  { name, maxResultBytes }: WorkerTool,
  { tell }: ToolCallsOptions,
  signal?: AbortSignal,
): Promise<ToolResult> {
  tell({ type: "tool.called", tool: name });
  try {
    const result = toolResult(true, await execute(), maxResultBytes);
    tell({ type: "tool.answered", tool: name, ok: true });
    return result;
  } catch (error) {
    tell({ type: "tool.answered", tool: name, ok: false });
    if (isUpclawsError(error)) throw error;
    // Not the reason itself: a permanent error would be recorded as the step's.
    if (signal?.aborted) throw new Error(`the tool ${name} was stopped`);
    return toolResult(false, messageOf(error), longestErrorBytes);
  }
}
