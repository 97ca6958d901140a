import { request } from "undici";
import { expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import type { Platform } from "../../../src/platform/service/platform.ts";
import type { PlatformRequest } from "../../../src/platform/service/platform-request.ts";
import { profiles } from "../../../src/platform/service/profiles/table.ts";
import { startTestPlatform, type TestPlatform } from "../../support/platform-server.ts";

interface Sending {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly apiKey?: string;
  readonly body?: unknown;
}

interface Met {
  /** `200 json`, `502 html`, `502 empty`, `200 empty`, `reset`. */
  readonly kind: string;
  readonly text: string;
}

async function send({ apiBaseUrl }: TestPlatform, { method, path, apiKey, body }: Sending): Promise<Met> {
  try {
    const answer = await request(`${apiBaseUrl}${path}`, {
      method,
      headers: {
        ...(apiKey === undefined ? {} : { "x-agent-api-key": apiKey }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    const form = text === "" ? "empty" : text.startsWith("<!DOCTYPE html>") ? "html" : "json";
    if (form === "html") expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    return { kind: `${answer.statusCode} ${form}`, text };
  } catch {
    return { kind: "reset", text: "" };
  }
}

const identity = { name: "A", description: "A", model_type: "m", capabilities: [] };

async function registered(server: TestPlatform): Promise<string> {
  for (;;) {
    const { kind, text } = await send(server, { method: "POST", path: "/agents/register", body: identity });
    if (kind === "200 json") return (JSON.parse(text) as { api_key: string }).api_key;
  }
}

const storm = (mishapRate: number, seed: string) =>
  startTestPlatform({ profile: "adversarial", mishapRate, random: seededRandom(seed) });

test("row 39: one call in a hundred by default, and only in the adversarial profile", () => {
  const rates = Object.entries(profiles).map(([name, { mishapRate }]) => [name, mishapRate]);
  expect(Object.fromEntries(rates)).toEqual({ default: 0, strict: 0, vercel: 0, adversarial: 0.01 });
});

test("row 39: HTML pages, empty answers and resets come at the rate asked for", async () => {
  const server = await storm(0.3, "mishaps");
  const apiKey = await registered(server);
  const counts: Record<string, number> = {};
  for (let n = 0; n < 200; n++) {
    const { kind } = await send(server, { method: "GET", path: "/agents/me", apiKey });
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  expect(new Set(Object.keys(counts))).toEqual(new Set(["200 json", "502 html", "502 empty", "reset"]));
  expect(counts["200 json"]).toBeGreaterThan(110);
  expect(counts["200 json"]).toBeLessThan(170);
});

test("rows 21 and 39: where the document shows no reply, a success may be empty", async () => {
  const server = await storm(0.4, "bare");
  const apiKey = await registered(server);
  const kinds = new Set<string>();
  for (let n = 0; n < 60; n++) {
    kinds.add((await send(server, { method: "PATCH", path: "/agents/me/status", apiKey, body: { status: "online" } })).kind);
  }
  expect(kinds).toEqual(new Set(["200 json", "200 empty", "502 html", "502 empty", "reset"]));
});

test("row 39: a call that came to grief was carried out or not; a call that was refused changed nothing", async () => {
  const server = await storm(0.5, "storm");
  const apiKey = await registered(server);
  const { platform } = server;
  const count = (type: string) => platform.inspect.events({ limit: 10_000 }).filter((event) => event.type === type).length;
  const before = count("agent.registered");
  let answered = 0;
  for (let n = 0; n < 80; n++) {
    const { kind } = await send(server, { method: "POST", path: "/agents/register", body: identity });
    if (kind === "200 json") answered++;
  }
  const done = count("agent.registered") - before;
  expect(done).toBeGreaterThan(answered);
  expect(done).toBeLessThan(80);
  for (let n = 0; n < 20; n++)
    await send(server, { method: "POST", path: "/tasks", apiKey, body: { gig_id: "none", requirements: "x" } });
  expect(count("order.created")).toBe(0);
  expect(platform.inspect.ledger().conserved).toBe(true);
});

test("everything adversarial follows from the seed: the same calls meet the same answers", async () => {
  const play = async (): Promise<string> => {
    const server = await startTestPlatform({ profile: "adversarial", mishapRate: 0.2, random: seededRandom("again") });
    return JSON.stringify(await story(server.platform));
  };
  expect(await play()).toBe(await play());
});

/** Fifty calls in process, in one fixed order; what each of them met. */
async function story(platform: Platform): Promise<readonly unknown[]> {
  const met: unknown[] = [];
  const call = async (request: Partial<PlatformRequest> & Pick<PlatformRequest, "endpoint">) => {
    const answer = await platform.handle({ params: {}, query: {}, headers: {}, body: undefined, ...request }).then(
      ({ status, body }) => ({ status, body }),
      (error: Error) => ({ status: error.message, body: undefined }),
    );
    met.push(answer);
    return answer;
  };
  for (let n = 0; n < 50; n++) {
    const { body } = await call({ endpoint: "register", body: identity });
    const key = (body as { api_key?: string } | undefined)?.api_key;
    if (key) await call({ endpoint: "listNotifications", headers: { "x-agent-api-key": key } });
  }
  return met;
}
