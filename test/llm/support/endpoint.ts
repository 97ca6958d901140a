import { onTestFinished } from "vitest";
import { silentLogger } from "../../../src/base/logger.ts";
import { RealClock } from "../../../src/base/real-clock.ts";
import type { Model, ModelRequest } from "../../../src/llm/model.ts";
import { createOpenAiModel } from "../../../src/llm/openai-model.ts";
import { defineScript } from "../../../src/llm/scripted/parse-script.ts";
import type { ScriptSource } from "../../../src/llm/scripted/script.ts";
import { createScriptedServer, type ScriptedServer } from "../../../src/llm/scripted/scripted-server.ts";

export const apiKey = "canary-key-0123456789";
export const never = new AbortController().signal;

export interface Endpoint {
  readonly server: ScriptedServer;
  readonly baseUrl: string;
  readonly model: Model;
}

/** A scripted server on a free port with a Model over the real openai package; closed when the test ends. */
export async function scriptedEndpoint(script?: ScriptSource, strict = false): Promise<Endpoint> {
  const clock = new RealClock();
  const server = createScriptedServer({
    clock,
    logger: silentLogger,
    strict,
    ...(script ? { script: defineScript(script) } : {}),
  });
  onTestFinished(() => server.close());
  const { baseUrl } = await server.start();
  return { server, baseUrl, model: createOpenAiModel({ baseUrl, apiKey, clock, timeoutMs: 10_000 }) };
}

export function ask(user: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return { model: "gpt-5-mini", messages: [{ role: "user", content: user }], maxOutputTokens: 1_000, ...more };
}

/** What a promise rejects with; fails when it does not. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<Error & { code: string; retryable: boolean; details: Record<string, unknown> }> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) throw new Error(`expected a failure, received ${JSON.stringify(outcome.value)}`);
  return outcome.error as Awaited<ReturnType<typeof failureOf>>;
}
