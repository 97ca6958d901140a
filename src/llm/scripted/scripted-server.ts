import { Readable } from "node:stream";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { builtInScript } from "./built-in-script.ts";
import { chatBodySchema, modelRequest } from "./chat-body.ts";
import { chunks, completion, type Envelope, usageChunk } from "./chat-wire.ts";
import { rejectionOfBody } from "./endpoint-quirks.ts";
import { openAiError } from "./openai-error.ts";
import type { Script } from "./script.ts";
import { createScriptPlayer, type ScriptedAnswer } from "./script-player.ts";
import { eventTexts } from "./wire-oddities.ts";

export interface ScriptedServerOptions {
  /** For delays and `created`. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** From `parseScript` or `defineScript`; the built-in script when absent. */
  readonly script?: Script;
  /** A request that no rule matches is answered 400 `script_unmatched`. Default false. */
  readonly strict?: boolean;
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

/** An OpenAI-compatible endpoint that plays a script: chat completions (streamed or not) and the list of models. Any API key is taken, or none. */
export interface ScriptedServer {
  /** Chat completions asked for so far, except requests that are malformed or use what the endpoint rejects. */
  readonly callCount: number;
  /** Names of the rules that answered nothing yet. */
  unusedRules(): string[];
  /** Resolves when it listens. `baseUrl` is what an OpenAI client wants: url + /v1. */
  start(): Promise<{ readonly url: string; readonly baseUrl: string }>;
  /** Resolves when it listens no more; open connections are closed. */
  close(): Promise<void>;
}

export function createScriptedServer(options: ScriptedServerOptions): ScriptedServer {
  const { clock, logger, script = builtInScript(), strict = false } = options;
  const player = createScriptPlayer({ script, strict });
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 16 * 2 ** 20 });
  answerFailuresLikeOpenAi(app, logger);

  // Node's own Date header is real time.
  app.addHook("onRequest", async (_request, reply) => {
    reply.raw.sendDate = false;
  });

  const models = script.models.map((id) => ({ id, object: "model", created: seconds(clock), owned_by: "upclaws" }));
  app.get("/v1/models", () => ({ object: "list", data: models }));

  app.post("/v1/chat/completions", async (request, reply) => {
    const body = chatBodySchema.safeParse(request.body ?? null);
    if (!body.success) {
      const { path, message } = body.error.issues[0] ?? { path: [], message: "not valid" };
      const param = path.join(".") || null;
      return reply
        .code(400)
        .send(openAiError(400, `Invalid request body at ${param ?? "the top"}: ${message}`, "invalid_value", param));
    }
    const refused = rejectionOfBody(body.data, script.endpoint);
    if (refused) return reply.code(400).send(openAiError(400, refused.message, "unsupported_parameter", refused.param));
    const asked = modelRequest(body.data, script.endpoint.ignores);
    const pending = player.answer(asked);
    const id = `chatcmpl-${player.callCount}`;
    const answer = await pending;
    logger.debug({ id, model: asked.model, rule: answer?.rule, kind: answer?.kind }, "chat completion");
    if (!answer) {
      return reply.code(400).send(openAiError(400, "No rule of the script matches this request", "script_unmatched"));
    }
    if (answer.delayMs > 0) await sleepUnlessGone(clock, answer.delayMs, reply);
    if (answer.kind === "error") return sendError(reply, answer.error);
    const envelope = { id, createdSeconds: seconds(clock) };
    if (!body.data.stream) return completion(answer.reply, envelope, answer.wire);
    return sendStream(reply, answer, envelope, body.data.stream_options?.include_usage ?? false);
  });

  return {
    get callCount() {
      return player.callCount;
    },
    unusedRules: () => player.unusedRules(),
    async start() {
      const url = await app.listen({ host: options.host ?? "127.0.0.1", port: options.port ?? 0 });
      return { url, baseUrl: `${url}/v1` };
    },
    close: () => app.close(),
  };
}

type Answer<K extends ScriptedAnswer["kind"]> = Extract<ScriptedAnswer, { readonly kind: K }>;

function sendError(reply: FastifyReply, { status, code, message, retryAfterMs }: Answer<"error">["error"]) {
  if (retryAfterMs !== undefined) {
    reply.header("retry-after", String(Math.ceil(retryAfterMs / 1_000))).header("retry-after-ms", String(retryAfterMs));
  }
  return reply.code(status).send(openAiError(status, message, code ?? null));
}

function sendStream(reply: FastifyReply, { reply: said, wire }: Answer<"reply">, envelope: Envelope, includeUsage: boolean) {
  const parts = wire.choices === "none" ? [] : chunks(said, envelope, includeUsage);
  const events = eventTexts(parts, includeUsage ? usageChunk(said, envelope) : undefined, wire);
  return reply.type("text/event-stream; charset=utf-8").header("cache-control", "no-cache").send(Readable.from(events));
}

/** Rejects when the client goes away first: nobody is left to answer. */
async function sleepUnlessGone(clock: Clock, delayMs: number, reply: FastifyReply): Promise<void> {
  const gone = new AbortController();
  const abort = () => gone.abort();
  reply.raw.once("close", abort);
  try {
    await clock.sleep(delayMs, gone.signal);
  } finally {
    reply.raw.off("close", abort);
  }
}

function answerFailuresLikeOpenAi(app: FastifyInstance, logger: Logger): void {
  app.setNotFoundHandler((request: FastifyRequest, reply) => {
    const message = `Unknown request URL: ${request.method} ${request.url}`;
    return reply.code(404).send(openAiError(404, message, "unknown_url"));
  });
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500 && !reply.raw.destroyed) logger.error({ url: request.url, error: messageOf(error) }, "request failed");
    return reply.code(status).send(openAiError(status, messageOf(error)));
  });
}

function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1_000);
}
