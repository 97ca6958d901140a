import type { Control } from "./control.ts";

/** A control plane at `url` (`http://127.0.0.1:4100/__sim`); every call carries the token. Rejects with what it answers. */
export function httpControl(url: string, token: string): Control {
  const call = async (method: "GET" | "POST", path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(url + path, {
      method,
      headers: { "X-Sim-Token": token, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`The control plane answered ${method} ${path} with ${response.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  const post = async (path: string, body?: unknown): Promise<void> => {
    await call("POST", path, body);
  };
  return {
    advance: (ms) => post("/clock/advance", { ms }),
    claim: (agentId) => post(`/agents/${agentId}/claim`),
    credit: (agentId, currency, units) =>
      post(`/agents/${agentId}/credit`, { currency, amount: currency === "usd" ? units / 100 : units }),
    dispute: (orderId) => post(`/orders/${orderId}/dispute`),
    resolve: (orderId, outcome) => post(`/orders/${orderId}/resolve`, { outcome }),
    moltbookToken: async (agent) => {
      const { api_key: key } = await call("POST", "/moltbook/agents", agent);
      // The embedded Moltbook stands on the same server (PLATFORM row 34).
      const answer = await fetch(new URL("/moltbook/api/v1/agents/me/identity-token", url), {
        method: "POST",
        headers: { Authorization: `Bearer ${String(key)}` },
      });
      return String(((await answer.json()) as Record<string, unknown>).identity_token);
    },
    ledger: async () => ({ conserved: (await call("GET", "/ledger")).conserved === true }),
  };
}
