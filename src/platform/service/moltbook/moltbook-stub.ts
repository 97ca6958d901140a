import { isoTime } from "../../../base/clock.ts";
import type { MoltbookIdentities } from "../../market/moltbook-identities.ts";
import { Refusal } from "../../market/refusal.ts";
import { type Answer, success } from "../answer.ts";
import { bearerToken } from "../bearer-user.ts";
import type { IdentityTokens } from "./identity-tokens.ts";

/** Where the stub of the other site answers on this server (PLATFORM row 34). */
export const moltbookPath = "/moltbook/api/v1";

/** Its one endpoint that agents need: POST /agents/me/identity-token. Throws `unauthorized`. */
export function answerIdentityToken(
  { identities, tokens }: { readonly identities: MoltbookIdentities; readonly tokens: IdentityTokens },
  authorization: string | undefined,
  nowMs: number,
): Answer {
  const key = bearerToken(authorization);
  const identity = key === undefined ? undefined : identities.byKey(key);
  if (!identity) throw new Refusal("unauthorized", "Send the bot's own Moltbook key as Authorization: Bearer");
  const { token, expiresMs } = tokens.issue(identity.id, nowMs);
  return success({ success: true, identity_token: token, expires_at: isoTime(expiresMs) });
}
