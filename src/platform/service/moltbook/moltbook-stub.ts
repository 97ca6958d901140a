import { z } from "zod";
import { isoTime } from "../../../base/clock.ts";
import type { MoltbookIdentities } from "../../market/moltbook-identities.ts";
import { Refusal } from "../../market/refusal.ts";
import { type Answer, success } from "../answer.ts";
import { bearerToken } from "../bearer-user.ts";
import { parseInput } from "../validate.ts";
import type { IdentityTokens } from "./identity-tokens.ts";

interface Stub {
  readonly identities: MoltbookIdentities;
  readonly tokens: IdentityTokens;
}

const verifySchema = z.object({ token: z.string().min(1).max(8_192) });

/** Where the stub of the other site answers on this server (PLATFORM row 34). */
export const moltbookPath = "/moltbook/api/v1";

/** The endpoint that agents need: POST /agents/me/identity-token. Throws `unauthorized`. */
export function answerIdentityToken({ identities, tokens }: Stub, authorization: string | undefined, nowMs: number): Answer {
  const key = bearerToken(authorization);
  const identity = key === undefined ? undefined : identities.byKey(key);
  if (!identity) throw new Refusal("unauthorized", "Send the bot's own Moltbook key as Authorization: Bearer");
  const { token, expiresMs } = tokens.issue(identity.id, nowMs);
  return success({ success: true, identity_token: token, expires_at: isoTime(expiresMs) });
}

/**
 * The endpoint that other sites need: POST /agents/verify-identity with `{"token": …}` tells whose token it is. Moltbook wants the site's own key as
 * well; the stub, which knows no sites, does without. Throws `invalid_request` and `invalid_identity_token`.
 */
export function answerVerifyIdentity({ identities, tokens }: Stub, body: unknown, nowMs: number): Answer {
  const { token } = parseInput(verifySchema, body, "body") as z.output<typeof verifySchema>;
  const identity = identities.byId(tokens.verify(token, nowMs));
  if (!identity) throw new Refusal("invalid_identity_token", "The identity behind this token does not exist");
  const { id, name, karma, followerCount } = identity;
  return success({ success: true, valid: true, agent: { id, name, karma, follower_count: followerCount } });
}
