import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { isUpclawsError, messageOf } from "../../../src/base/errors.ts";
import { RealClock } from "../../../src/base/real-clock.ts";
import type { Model } from "../../../src/llm/model.ts";
import { createOpenAiModel } from "../../../src/llm/openai-model.ts";
import { chatBodySchema, modelRequest } from "../../../src/llm/scripted/chat-body.ts";
import { completion } from "../../../src/llm/scripted/chat-wire.ts";
import { openAiError } from "../../../src/llm/scripted/openai-error.ts";
import { loadTokenCounter } from "../../../src/llm/tokens.ts";
import { apiKey, never } from "./endpoint.ts";

/**
 * The same model behind an OpenAI-compatible endpoint on a socket, asked through the real openai package: what it sees is what left this process. Asked
 * by a participant of a virtual clock, whose time then stands still.
 */
export async function overHttp(model: Model): Promise<Model> {
  // Not while virtual time waits for it.
  await loadTokenCounter();
  const server = createServer(async (request, response) => {
    const { status, body } = await answerOf(model, request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return createOpenAiModel({ baseUrl, apiKey, clock: new RealClock(), timeoutMs: 30_000 });
}

async function answerOf(model: Model, request: IncomingMessage): Promise<{ readonly status: number; readonly body: object }> {
  try {
    const asked = modelRequest(chatBodySchema.parse(JSON.parse(await textOf(request))));
    return { status: 200, body: completion(await model.complete(asked, never), { id: "chatcmpl-1", createdSeconds: 0 }) };
  } catch (error) {
    const status = isUpclawsError(error) && typeof error.details.status === "number" ? error.details.status : 500;
    return { status, body: openAiError(status, messageOf(error), null) };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
