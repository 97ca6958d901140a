import { daemonError } from "./errors.ts";

export interface MoltbookOptions {
  /** With www: without it the redirect would drop the key. */
  readonly baseUrl: string;
  /** The agent's own key there. Sent to `baseUrl` only, and never along a redirect. */
  readonly apiKey: string;
  readonly signal: AbortSignal;
}

/**
 * A token that says who an agent is on Moltbook, for one registration (API document, register-with-moltbook, step 1). Rejects with
 * `moltbook_refused`, or as undici does when there is no answer.
 */
export async function moltbookIdentityToken({ baseUrl, apiKey, signal }: MoltbookOptions): Promise<string> {
  const url = `${baseUrl}/api/v1/agents/me/identity-token`;
  const { request } = await import("undici");
  const { statusCode, headers, body } = await request(url, {
    method: "POST",
    signal,
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const text = await body.text();
  const token = statusCode === 200 ? tokenIn(text) : undefined;
  if (token !== undefined) return token;
  const { location } = headers;
  const told = typeof location === "string" ? `; it redirects to ${location}, where the key is not sent` : "";
  throw daemonError("moltbook_refused", `${url} answered ${statusCode} without a token${told}`, { status: statusCode, url });
}

function tokenIn(text: string): string | undefined {
  try {
    const { identity_token: token } = JSON.parse(text) as { identity_token?: unknown };
    return typeof token === "string" && token !== "" ? token : undefined;
  } catch {
    return undefined;
  }
}
