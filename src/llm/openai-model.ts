import OpenAI from "openai";
import type { Clock } from "../base/clock.ts";
import { readChatCompletion } from "./chat-completion.ts";
import { chatRequest, type RequestForm } from "./chat-request.ts";
import type { Model, ModelReply, ModelRequest, TextListener } from "./model.ts";
import { OpenAiFailures } from "./openai-failure.ts";
import { streamedBody } from "./streamed-body.ts";
import { mayBeAboutForm, WireDialect } from "./wire-dialect.ts";

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

interface Call {
  readonly request: ModelRequest;
  readonly form: RequestForm;
  readonly signal: AbortSignal;
  readonly onText: TextListener | undefined;
}

/**
 * A Model over the openai package's chat completions. Creating it makes no request. With a text listener the reply is streamed; an endpoint
 * that cannot stream, or whose streams cannot be read, is asked for whole replies from then on. An endpoint that refuses `max_completion_tokens` is
 * asked with `max_tokens`: refused requests cost nothing.
 */
export function createOpenAiModel(options: OpenAiModelOptions): Model {
  const { clock, timeoutMs } = options;
  const endpoint = URL.parse(options.baseUrl)?.host ?? "given";
  const failures = new OpenAiFailures({ endpoint, apiKey: options.apiKey, clock });
  const dialect = new WireDialect();
  const client = clientOf(options);

  const ask = async (call: Call): Promise<ModelReply> => {
    const { request, form, signal, onText } = call;
    const sent = client.chat.completions.create(chatRequest(request, form), { signal });
    const { body, streamed, damaged } = form.stream
      ? await streamedBody(await sent.asResponse(), onText, failures)
      : { body: (await sent) as unknown, streamed: false, damaged: false };
    // An endpoint that labels its JSON as text arrives here as a string.
    const reply = readChatCompletion(typeof body === "string" ? jsonOrText(body) : body, request.model);
    if (!reply) throw failures.badReply("something that is not a chat completion", textOf(body));
    if (!streamed && reply.text) onText?.(reply.text);
    if (!damaged) return reply;
    dialect.streamsBadly(request.model);
    return { ...reply, damaged };
  };

  return {
    async complete(request, signal, onText) {
      signal.throwIfAborted();
      const deadline = clock.deadline(timeoutMs, signal);
      const forms = dialect.forms(request.model, onText !== undefined);
      try {
        for (const [index, form] of forms.entries()) {
          try {
            const reply = await ask({ request, form, signal: deadline.signal, onText });
            if (!reply.damaged) dialect.answered(request.model, onText !== undefined, form);
            if ((reply.usage?.outputTokens ?? 0) > request.maxOutputTokens) dialect.ignoresLimit(request.model, form);
            return reply;
          } catch (thrown) {
            const error = failures.coded(thrown);
            if (deadline.signal.aborted || index === forms.length - 1 || !mayBeAboutForm(error)) throw error;
          }
        }
        throw failures.badReply("nothing", "");
      } catch (thrown) {
        if (deadline.expired) throw failures.timedOut(timeoutMs);
        signal.throwIfAborted();
        throw thrown;
      } finally {
        deadline.cancel();
      }
    },
  };
}

function clientOf(options: OpenAiModelOptions): OpenAI {
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
  // OPENAI_CUSTOM_HEADERS, which no option keeps out, and which could take the key's place.
  (client as unknown as { readonly _options: { defaultHeaders?: unknown } })._options.defaultHeaders = undefined;
  return client;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body ?? null);
}
