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
 * write inside a commit). Answers at once where nothing has to be waited for. Throws or rejects with a Refusal, or with `connection_lost` when a fault
 * swallows the answer.
 */
export function carryOut(
  request: PlatformRequest,
  { agent, refusal }: Admission,
  parts: PipelineParts,
): Answer | Promise<Answer> {
  const { context, clock, faults, mishaps, autoApproval, turnstile } = parts;
  const { profile } = context;
  const { endpoint } = request;
  const definition: EndpointDefinition = endpoints[endpoint];
  const handler = servedHandler(endpoint, profile);
  if (!handler) throw new Refusal("not_found", `No ${definition.method} ${definition.path} here`);
  if (refusal) throw refusal;
  const { era } = turnstile;
  const perform = () => {
    const nowMs = clock.now();
    const { query, body } = validate(profile, definition, request);
    const call: AnyCall = { agent, params: request.params, query, body, nowMs };
    const valid: ValidCall = { request, definition, handler, callerId: agent?.id, call, identity: body, era };
    if (!autoApproval.isDue(nowMs)) return answerCall(valid, parts);
    return autoApproval.settle(nowMs).then(() => answerCall(valid, parts));
  };
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
  /** The market's, when the caller was admitted. */
  readonly era: number;
}

function answerCall(valid: ValidCall, parts: PipelineParts): Answer | Promise<Answer> {
  const { request, definition, handler, call } = valid;
  const { context, uploads: store } = parts;
  parts.turnstile.requireEra(valid.era);
  if (definition.cost === "read") return success(handler(call, context));
  if (definition.body !== "file") return write(valid, parts);
  const ownerId = valid.callerId ?? bearerUser(context.market, request)?.id ?? "";
  return withReceivedFile(request, ownerId, { store, uploads: context.market.uploads }, (upload) =>
    write({ ...valid, callerId: ownerId, call: { ...call, body: upload }, identity: uploadIdentity(upload) }, parts),
  );
}

async function write(valid: ValidCall, parts: PipelineParts): Promise<Answer> {
  const answer = await parts.turnstile.pass(() => writeInside(valid, parts));
  const earlier = parts.webhooks.beforeReply();
  if (earlier !== undefined) await earlier;
  return answer;
}

function writeInside(valid: ValidCall, parts: PipelineParts): Promise<Answer> {
  parts.turnstile.requireEra(valid.era);
  const { idempotencyKeys } = parts.context.profile;
  const key = idempotencyKeys && valid.definition.method === "POST" ? valid.request.headers["idempotency-key"] : undefined;
  return key === undefined ? commit(valid, parts) : commitOnce(key, valid, parts);
}

async function commit({ handler, call }: ValidCall, { context, commits, autoApproval }: PipelineParts): Promise<Answer> {
  const body = await commits.commit(() => handler(call, context));
  autoApproval.arm();
  return success(body);
}

async function commitOnce(key: string, valid: ValidCall, parts: PipelineParts): Promise<Answer> {
  const { request, definition, handler, callerId, call, identity } = valid;
  const caller = callerId ?? `anonymous ${request.remoteAddress ?? ""}`;
  const place = parts.idempotency.enter({ key, caller, path: fillPath(definition.path, request.params), body: identity });
  const recorded: AnyHandler = (made, context) => {
    const body = handler(made, context);
    place.record(body, made.nowMs);
    return body;
  };
  try {
    if (place.recorded) return { ...success(place.recorded), headers: { "idempotent-replayed": "true" } };
    return await commit({ ...valid, handler: recorded, call }, parts);
  } finally {
    place.release();
  }
}
