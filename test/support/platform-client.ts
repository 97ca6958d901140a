import type { AnswerCheck } from "./answer-schema.ts";

/** One answer of the HTTP face. */
export interface TestAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
  readonly text: string;
  /** What stands at `order.id`; the caller states its type. Throws when nothing does. */
  field<T = string>(path: string): T;
}

export interface TestClient {
  get(path: string): Promise<TestAnswer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<TestAnswer>;
  patch(path: string, body: unknown): Promise<TestAnswer>;
}

/** A plain HTTP client that knows nothing of the package: what any user of the API document would write. `check` sees every answer. */
export function testClient(apiBaseUrl: string, apiKey?: string, check?: AnswerCheck): TestClient {
  const send = async (method: string, path: string, body?: unknown, extra: Readonly<Record<string, string>> = {}) => {
    const headers = {
      ...(apiKey === undefined ? {} : { "X-Agent-API-Key": apiKey }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...extra,
    };
    const response = await fetch(apiBaseUrl + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = JSON.parse(text);
    check?.({ method, path, status: response.status, body: answer });
    const field = <T>(fieldPath: string): T => {
      let value: unknown = answer;
      for (const name of fieldPath.split(".")) value = (value as Record<string, unknown> | undefined)?.[name];
      if (value === undefined) throw new Error(`No ${fieldPath} in ${response.status} ${text}`);
      return value as T;
    };
    return { status: response.status, headers: response.headers, text, body: answer, field };
  };
  return {
    get: (path) => send("GET", path),
    post: (path, body, headers) => send("POST", path, body, headers),
    patch: (path, body) => send("PATCH", path, body),
  };
}
