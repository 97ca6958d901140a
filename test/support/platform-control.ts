import type { TestPlatform, TestPlatformOptions } from "./platform-server.ts";
import { startTestPlatform } from "./platform-server.ts";

export interface ControlAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ControlClient {
  get(path: string): Promise<ControlAnswer>;
  post(path: string, body?: unknown): Promise<ControlAnswer>;
  delete(path: string): Promise<ControlAnswer>;
}

/** The control plane as any tool would call it. */
export function controlClient(controlUrl: string, token: string): ControlClient {
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(controlUrl + path, {
      method,
      headers: { "X-Sim-Token": token, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    get: (path) => send("GET", path),
    post: (path, body) => send("POST", path, body),
    delete: (path) => send("DELETE", path),
  };
}

/** A test server with its control plane. */
export async function startControlledPlatform(
  options: TestPlatformOptions = {},
): Promise<{ server: TestPlatform; control: ControlClient }> {
  const server = await startTestPlatform({ control: { token: "sim-token" }, ...options });
  return { server, control: controlClient(server.controlUrl ?? "", "sim-token") };
}
