import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError } from "openai";
import type { Clock } from "../base/clock.ts";
import { isUpclawsError, messageOf, type UpclawsError } from "../base/errors.ts";
import { Redactor } from "../base/redact.ts";
import { retryAfterMs } from "../base/retry-after.ts";
import { readChatCompletion } from "./chat-completion.ts";
import { chatRequest } from "./chat-request.ts";
import { endpointError } from "./endpoint-error.ts";
import { llmError } from "./errors.ts";
import type { Model, ModelReply, ModelRequest } from "./model.ts";

export interface OpenAiModelOptions {
  /** Of any OpenAI-compatible endpoint, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Sent as bearer token; may be empty for an endpoint that wants none. Appears in no error. */
  readonly apiKey: string;
  readonly clock: Clock;
  /** For one whole call, reply included. */
  readonly timeoutMs: number;
  /** The openai package's own choice when absent. */
  readonly fetch?: typeof globalThis.fetch;
}

// The package's own timer would be real time; ours is the clock's deadline. This is the longest delay a Node timer takes.
const neverMs = 2 ** 31 - 1;
const longestQuote = 300;

// Refused before a byte was sent: nothing can have been billed.
const unsentCodes = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** A Model over the openai package's chat completions. Creating it makes no request. */
export function createOpenAiModel(options: OpenAiModelOptions): Model {
  const { clock, timeoutMs } = options;
  const redactor = new Redactor();
  redactor.add(options.apiKey);
  const quote = (text: string) => redactor.redact(text).slice(0, longestQuote);
  const endpoint = URL.parse(options.baseUrl)?.host ?? "given";
  const client = new OpenAI({
    baseURL: options.baseUrl,
    // The package refuses an empty one.
    apiKey: options.apiKey || "none",
    // Null, or the package would read them from the environment and send them to any endpoint.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: neverMs,
    logLevel: "off",
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });

  // No `cause`: what the package throws may hold headers and texts nobody has redacted.
  const unreachable = (thrown: unknown): UpclawsError => {
    const causeCode = causeCodeOf(thrown);
    const why = causeCode ?? quote(messageOf(thrown));
    const details = { endpoint, ...(causeCode ? { causeCode } : {}), mayBeBilled: !unsentCodes.has(causeCode ?? "") };
    return llmError("model_unreachable", `No reply from the model endpoint ${endpoint}: ${why}`, details);
  };

  const badReply = (what: string, received: string): UpclawsError => {
    const details = { endpoint, received: quote(received), mayBeBilled: true };
    return llmError("model_bad_reply", `The model endpoint ${endpoint} sent ${what}: ${quote(received)}`, details);
  };

  const timedOut = (afterMs: number | undefined): UpclawsError => {
    const details = { endpoint, timeoutMs: afterMs, mayBeBilled: true };
    return llmError("model_timeout", `No complete reply from the model endpoint ${endpoint} in time`, details);
  };

  const coded = (thrown: unknown): UpclawsError => {
    if (thrown instanceof APIConnectionTimeoutError) return timedOut(undefined);
    if (thrown instanceof APIConnectionError) return unreachable(thrown);
    if (thrown instanceof APIError && thrown.status !== undefined) {
      return endpointError({
        status: thrown.status,
        endpointCode: typeof thrown.code === "string" ? quote(thrown.code) : undefined,
        message: quote(thrown.message.replace(/^\d{3} /, "")),
        retryAfterMs: retryAfterMs(Object.fromEntries(thrown.headers ?? []), clock.now()),
      });
    }
    if (thrown instanceof SyntaxError) return badReply("malformed JSON", thrown.message);
    return unreachable(thrown);
  };

  return {
    async complete(request: ModelRequest, signal: AbortSignal): Promise<ModelReply> {
      signal.throwIfAborted();
      const deadline = clock.deadline(timeoutMs, signal);
      try {
        const body: unknown = await client.chat.completions.create(chatRequest(request), { signal: deadline.signal });
        // An endpoint that labels its JSON as text arrives here as a string.
        const reply = readChatCompletion(typeof body === "string" ? jsonOrText(body) : body, request.model);
        if (reply) return reply;
        throw badReply("something that is not a chat completion", typeof body === "string" ? body : JSON.stringify(body ?? null));
      } catch (thrown) {
        if (deadline.expired) throw timedOut(timeoutMs);
        signal.throwIfAborted();
        throw isUpclawsError(thrown) ? thrown : coded(thrown);
      } finally {
        deadline.cancel();
      }
    },
  };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The system's error code (ECONNREFUSED …) somewhere down the chain of causes. */
function causeCodeOf(thrown: unknown): string | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ("code" in error && typeof error.code === "string") return error.code;
  }
  return undefined;
}
