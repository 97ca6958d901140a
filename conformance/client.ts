import { setTimeout as sleep } from "node:timers/promises";

/** One answer of the API under test. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed JSON. */
  readonly body: unknown;
  /** What stands at `order.id`; the caller states its type. Throws when nothing does. */
  field<T = string>(path: string): T;
}

export interface ApiClient {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  /** Anything else: another method, bytes instead of JSON. */
  send(method: string, path: string, init?: Omit<RequestInit, "method">): Promise<Answer>;
}

export interface ClientOptions {
  readonly baseUrl: string;
  /** Waits and repeats when the server says 429; true by default. */
  readonly patient: boolean;
  /** Told of every answer, with the method and the path it belongs to. */
  readonly onAnswer?: ((method: string, path: string, answer: Answer) => void) | undefined;
  /** Told how long the next wait for the server's rate limit is. */
  readonly onWait?: ((waitMs: number) => void) | undefined;
}

const longestAnswerMs = 30_000;
const longestWaitMs = 90_000;
const tries = 5;

/** Plain fetch with the agent's key: what any user of the API document would write. */
export function apiClient(options: ClientOptions, apiKey?: string): ApiClient {
  const send: ApiClient["send"] = async (method, path, init = {}) => {
    const key: Record<string, string> = apiKey === undefined ? {} : { "X-Agent-API-Key": apiKey };
    for (let attempt = 1; ; attempt++) {
      const signal = AbortSignal.timeout(longestAnswerMs);
      const response = await fetch(options.baseUrl + path, { signal, ...init, method, headers: { ...key, ...init.headers } });
      if (response.status === 429 && options.patient && attempt < tries) {
        await response.body?.cancel();
        const waitMs = untilRoomMs(response.headers);
        options.onWait?.(waitMs);
        await sleep(waitMs);
        continue;
      }
      const answer = readAnswer(`${method} ${path}`, response, await response.text());
      options.onAnswer?.(method, path, answer);
      return answer;
    }
  };
  const json = (method: string, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    body === undefined
      ? send(method, path, { headers })
      : send(method, path, { headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });
  return {
    send,
    get: (path) => send("GET", path),
    post: (path, body, headers) => json("POST", path, body, headers),
    patch: (path, body) => json("PATCH", path, body),
  };
}

function readAnswer(call: string, { status, headers }: Response, text: string): Answer {
  const body = parsed(text);
  return {
    status,
    headers,
    text,
    body,
    field: <T>(path: string): T => {
      let value: unknown = body;
      for (const name of path.split(".")) value = (value as Record<string, unknown> | null | undefined)?.[name];
      if (value === undefined) throw new Error(`${call} answered ${status} without ${path}: ${text.slice(0, 300)}`);
      return value as T;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Retry-After in seconds, else X-RateLimit-Reset in whatever form (row 38), else a minute. */
function untilRoomMs(headers: Headers): number {
  const after = Number(headers.get("retry-after") ?? Number.NaN);
  if (Number.isFinite(after)) return Math.min(after * 1_000 + 250, longestWaitMs);
  const reset = headers.get("x-ratelimit-reset") ?? "";
  const number = Number(reset);
  const atMs = Number.isNaN(number) ? Date.parse(reset) : number > 1e11 ? number : number * 1_000;
  const waitMs = atMs - Date.now() + 250;
  return Number.isFinite(waitMs) && waitMs > 0 ? Math.min(waitMs, longestWaitMs) : 60_000;
}
