import type { z } from "zod";
import { llmError } from "./errors.ts";
import type { ToolDescription } from "./model.ts";
import { jsonSchema } from "./output-contract.ts";

/** Something the model may call. */
export interface WorkerTool<S extends z.ZodType = z.ZodType> {
  /** Letters, digits, _ and -; at most 64. */
  readonly name: string;
  /** For the model: what it does and when to use it. */
  readonly description: string;
  /** An object schema; arguments that it refuses go back to the model as an error and `execute` is not called. */
  readonly input: S;
  /**
   * Its value (JSON, or text) is shown to the model, between fences as data. So is the message of an error it throws, except an UpclawsError
   * (RetryLater, a refused action …), which ends the worker. `signal` ends the call; absent with ownSteps. The arguments were chosen by
   * a model that has read untrusted text.
   */
  execute(input: z.output<S>, signal?: AbortSignal): Promise<unknown>;
  /**
   * True when `execute` itself makes steps or actions of the run (ctx.step, ctx.deliver …). It is then called again on replay and its own steps are
   * replayed; otherwise the worker records each call as one step. Default false.
   */
  readonly ownSteps?: boolean;
  /**
   * Whether the model may call it right now: asked before each request, whose list it is left out of, and again before each call. For what only some
   * situations allow. Work without an `output` ends as soon as a round of tools leaves none that is offered. Default: always.
   */
  offered?(): boolean;
  /** What the model is shown of one result, in UTF-8 bytes; the rest is cut and the cut is marked. Default 16,384. */
  readonly maxResultBytes?: number;
}

/** Types `execute` by the tool's `input`. */
export function defineTool<S extends z.ZodType>(tool: WorkerTool<S>): WorkerTool<S> {
  return tool;
}

export function isOffered(tool: WorkerTool): boolean {
  return tool.offered?.() ?? true;
}

/** Of the tools' descriptions, in the same order, those a model is told of now; the same list object as long as that is all. */
export function offeredTools(tools: readonly WorkerTool[], descriptions: readonly ToolDescription[]): readonly ToolDescription[] {
  return tools.every(isOffered) ? descriptions : descriptions.filter((_one, index) => tools[index] && isOffered(tools[index]));
}

/** Throws `worker_tools_invalid`. */
export function toolDescriptions(tools: readonly WorkerTool[]): readonly ToolDescription[] {
  return tools.map(({ name, description, input }, index) => {
    const again = tools.findIndex((tool) => tool.name === name) !== index;
    if (again || !/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
      const why = again ? "there are two of that name" : "letters, digits, _ and -, 64 at most";
      throw llmError("worker_tools_invalid", `Tool ${JSON.stringify(name)}: ${why}`, { name });
    }
    const { $schema: _dialect, ...parameters } = jsonSchema(input);
    return { name, description, parameters };
  });
}
