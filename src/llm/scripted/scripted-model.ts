import type { Clock } from "../../base/clock.ts";
import { endpointError } from "../endpoint-error.ts";
import { llmError } from "../errors.ts";
import type { Model, ModelRequest } from "../model.ts";
import { builtInScript } from "./built-in-script.ts";
import { type Rejection, rejectionOf } from "./endpoint-quirks.ts";
import { lastUserText } from "./match-rule.ts";
import type { Script } from "./script.ts";
import { createScriptPlayer, type ScriptedAnswer } from "./script-player.ts";

export interface ScriptedModelOptions {
  readonly clock: Clock;
  /** From `defineScript` or `parseScript`; the built-in script when absent. */
  readonly script?: Script;
  /** A request that no rule matches fails with `script_unmatched`. Default false. */
  readonly strict?: boolean;
  /** Whether `calls` keeps every request. Default true; false for runs long enough to fill the memory. */
  readonly recordCalls?: boolean;
}

export interface RecordedCall {
  readonly request: ModelRequest;
  /** Undefined until it is answered, and for a request that no rule matched. */
  readonly answer: ScriptedAnswer | undefined;
}

/** The scripted model inside the process, without HTTP: a double for tests and simulations. */
export interface ScriptedModel extends Model {
  /** Requests so far. */
  readonly callCount: number;
  /** Every request so far, in order; empty without `recordCalls`. */
  readonly calls: readonly RecordedCall[];
  /** Names of the rules that answered nothing yet. */
  unusedRules(): string[];
}

/** Fails with the same codes as a Model over HTTP would. */
export function createScriptedModel(options: ScriptedModelOptions): ScriptedModel {
  const { clock, script = builtInScript(), strict = false, recordCalls = true } = options;
  const player = createScriptPlayer({ script, strict });
  const calls: { request: ModelRequest; answer: ScriptedAnswer | undefined }[] = [];

  return {
    get callCount() {
      return player.callCount;
    },
    calls,
    unusedRules: () => player.unusedRules(),
    async complete(request, signal, onText) {
      signal.throwIfAborted();
      const refused = rejectionOf(request, script.endpoint);
      if (refused) throw endpointError({ status: 400, endpointCode: "unsupported_parameter", ...told(refused) });
      const recorded: (typeof calls)[number] = { request, answer: undefined };
      if (recordCalls) calls.push(recorded);
      const pending = player.answer(request);
      const call = player.callCount;
      const answer = await pending;
      recorded.answer = answer;
      if (!answer) throw unmatched(request, call);
      if (answer.delayMs > 0) await clock.sleep(answer.delayMs, signal);
      signal.throwIfAborted();
      if (answer.kind === "reply" && answer.wire.choices === "none")
        throw llmError("model_bad_reply", "The scripted model sent no choices", { mayBeBilled: true });
      if (answer.kind === "reply") {
        if (answer.reply.text) onText?.(answer.reply.text);
        return answer.reply;
      }
      const { status, code, message, retryAfterMs } = answer.error;
      throw endpointError({ status, endpointCode: code, message, retryAfterMs });
    },
  };
}

function told({ message, param }: Rejection) {
  return { message, ...(param === null ? {} : { param }) };
}

function unmatched(request: ModelRequest, call: number) {
  const user = lastUserText(request);
  return llmError("script_unmatched", `No rule of the script matches call ${call}: ${JSON.stringify(user.slice(0, 200))}`, {
    call,
    user,
    model: request.model,
    tools: request.tools?.map((tool) => tool.name) ?? [],
    outputFormat: request.outputFormat?.type,
  });
}
