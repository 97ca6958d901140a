import type { Clock } from "../../base/clock.ts";
import type { GroupCommit } from "../../base/sqlite/group-commit.ts";
import { type EndpointDefinition, fillPath } from "../../protocol/endpoint.ts";
import { endpoints } from "../../protocol/endpoints/table.ts";
import { Refusal } from "../market/refusal.ts";
import type { Admission } from "./admission.ts";
import { type Answer, success } from "./answer.ts";
import type { AutoApproval } from "./auto-approval.ts";
import { bearerUser } from "./bearer-user.ts";
import { withFaults } from "./fault-injection.ts";
import type { Faults } from "./faults.ts";
import type { AnyCall, AnyHandler, HandlerContext } from "./handler.ts";
import type { Idempotency } from "./idempotency.ts";
import { type MishapOptions, withMishaps } from "./mishaps.ts";
import type { PlatformRequest } from "./platform-request.ts";
import { servedHandler } from "./served-endpoints.ts";
import type { Turnstile } from "./turnstile.ts";
import { uploadIdentity, withReceivedFile } from "./uploads/upload-call.ts";
import type { UploadStore } from "./uploads/upload-store.ts";
import { validate } from "./validate.ts";
import type { WebhookDispatcher } from "./webhooks/webhook-dispatcher.ts";

export interface PipelineParts {
  readonly context: HandlerContext;
  readonly commits: GroupCommit;
  readonly clock: Clock;
  readonly autoApproval: AutoApproval;
  readonly idempotency: Idempotency;
  readonly faults: Faults;
  readonly turnstile: Turnstile;
  readonly mishaps: MishapOptions;
  readonly uploads: UploadStore;
  readonly webhooks: WebhookDispatcher;
}

/**
 * What happens to an admitted call, in order: does the endpoint exist here → may the caller → mishaps and faults → input → what came due → the handler (a
 * write inside a commit). Throws a Refusal, or `connection_lost` when a fault swallows the answer.
 */
export async function carryOut(request: PlatformRequest, { agent, refusal }: Admission, parts: PipelineParts): Promise<Answer> {
  const { context, clock, faults, mishaps, autoApproval, turnstile } = parts;
  const { profile } = context;
  const definition: EndpointDefinition = endpoints[request.endpoint];
  const handler = servedHandler(request.endpoint, profile);
  if (!handler) throw new Refusal("not_found", `No ${definition.method} ${definition.path} here`);
  if (refusal) throw refusal;
  const requireSameEra = turnstile.thisEra();
  const perform = async () => {
    const nowMs = clock.now();
    const input = validate(profile, definition, request);
    if (autoApproval.isDue(nowMs)) await autoApproval.settle(nowMs);
    const call: AnyCall = { agent, params: request.params, ...input, nowMs };
    return answerCall({ request, definition, handler, callerId: agent?.id, call, identity: call.body, requireSameEra }, parts);
  };
  const { endpoint } = request;
  return withMishaps(mishaps, endpoint, () => withFaults(faults, { endpoint, agentId: agent?.id }, perform));
}

interface ValidCall {
  readonly request: PlatformRequest;
  readonly definition: EndpointDefinition;
  readonly handler: AnyHandler;
  /** Absent = anonymous. */
  readonly callerId: string | undefined;
  readonly call: AnyCall;
  /** What makes another body the same request (PLATFORM row 17). */
  readonly identity: unknown;
  /** Throws when the market was replaced since the caller was admitted. */
  readonly requireSameEra: () => void;
}

async function answerCall(valid: ValidCall, parts: PipelineParts): Promise<Answer> {
  const { request, definition, handler, call } = valid;
  const { context, uploads: store } = parts;
  valid.requireSameEra();
  if (definition.cost === "read") return success(handler(call, context));
  if (definition.body !== "file") return write(valid, parts);
  const ownerId = valid.callerId ?? bearerUser(context.market, request)?.id ?? "";
  return withReceivedFile(request, ownerId, { store, uploads: context.market.uploads }, (upload) =>
    write({ ...valid, callerId: ownerId, call: { ...call, body: upload }, identity: uploadIdentity(upload) }, parts),
  );
}

async function write(valid: ValidCall, parts: PipelineParts): Promise<Answer> {
  const answer = await parts.turnstile.pass(() => writeInside(valid, parts));
  await parts.webhooks.beforeReply();
  return answer;
}

async function writeInside(
  { request, definition, handler, callerId, call, identity, requireSameEra }: ValidCall,
  parts: PipelineParts,
): Promise<Answer> {
  requireSameEra();
  const { context, commits, autoApproval, idempotency } = parts;
  const key = context.profile.idempotencyKeys && definition.method === "POST" ? request.headers["idempotency-key"] : undefined;
  if (key === undefined) {
    const body = await commits.commit(() => handler(call, context));
    autoApproval.arm();
    return success(body);
  }
  const caller = callerId ?? `anonymous ${request.remoteAddress ?? ""}`;
  const place = idempotency.enter({ key, caller, path: fillPath(definition.path, request.params), body: identity });
  try {
    if (place.recorded) return { ...success(place.recorded), headers: { "idempotent-replayed": "true" } };
    const body = await commits.commit(() => {
      const made = handler(call, context);
      place.record(made, call.nowMs);
      return made;
    });
    autoApproval.arm();
    return success(body);
  } finally {
    place.release();
  }
}
