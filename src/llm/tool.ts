import { z } from "zod";
import type { ToolCall, ToolDescription } from "./model.ts";
import { jsonSchema } from "./output-contract.ts";
import type { RunStep } from "./run-step.ts";

/** Something the model may call. */
export interface WorkerTool<S extends z.ZodType = z.ZodType> {
  /** Letters, digits, _ and -. */
  readonly name: string;
  /** For the model: what it does and when to use it. */
  readonly description: string;
  /** An object schema; arguments that it refuses go back to the model as an error and `execute` is not called. */
  readonly input: S;
  /**
   * Its value (JSON, or text) is shown to the model: return what went wrong if the model should hear of it. Throwing ends the worker with that
   * error. `signal` ends the call; absent with ownSteps. The arguments were chosen by a model that has read untrusted text.
   */
  execute(input: z.output<S>, signal?: AbortSignal): Promise<unknown>;
  /**
   * True when `execute` itself makes steps or actions of the run (ctx.step, ctx.deliver …). It is then called again on replay and its own steps are
   * replayed; otherwise the worker records each call as one step. Default false.
   */
  readonly ownSteps?: boolean;
}

/** Types `execute` by the tool's `input`. */
export function defineTool<S extends z.ZodType>(tool: WorkerTool<S>): WorkerTool<S> {
  return tool;
}

export function toolDescription({ name, description, input }: WorkerTool): ToolDescription {
  const { $schema: _dialect, ...parameters } = jsonSchema(input);
  return { name, description, parameters };
}

/** Carries out one call the model asked for and resolves with the text to show it: the result, or why there is none. */
export async function callTool(tools: readonly WorkerTool[], call: ToolCall, stepPrefix: string, step: RunStep): Promise<string> {
  const tool = tools.find((one) => one.name === call.name);
  if (!tool) return `Error: there is no tool "${call.name}". Tools: ${tools.map((one) => one.name).join(", ")}`;
  const input = await argumentsOf(tool, call);
  if (!input.ok) return `Error: the arguments are not valid. ${input.problem}`;
  const perform = async (signal?: AbortSignal): Promise<unknown> => (await tool.execute(input.value, signal)) ?? null;
  const result = tool.ownSteps
    ? await perform()
    : await step(`${stepPrefix}:${tool.name}`, perform, { note: { tool: tool.name } });
  return typeof result === "string" ? result : JSON.stringify(result);
}

type Arguments = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

async function argumentsOf(tool: WorkerTool, call: ToolCall): Promise<Arguments> {
  let raw: unknown;
  try {
    // A tool without parameters is often called with an empty text.
    raw = JSON.parse(call.arguments || "{}");
  } catch {
    return { ok: false, problem: "They are not JSON." };
  }
  const parsed = await tool.input.safeParseAsync(raw);
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, problem: z.prettifyError(parsed.error) };
}
