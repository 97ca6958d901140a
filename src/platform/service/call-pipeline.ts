import type { Clock } from "../../base/clock.ts";
import type { GroupCommit } from "../../base/sqlite/group-commit.ts";
import { type EndpointDefinition, fillPath } from "../../protocol/endpoint.ts";
import { endpoints } from "../../protocol/endpoints/table.ts";
import type { AgentRecord } from "../market/agents.ts";
import { Refusal } from "../market/refusal.ts";
import type { Admission } from "./admission.ts";
import { type Answer, success } from "./answer.ts";
import type { AutoApproval } from "./auto-approval.ts";
import { withFaults } from "./fault-injection.ts";
import type { Faults } from "./faults.ts";
import type { AnyCall, AnyHandler, HandlerContext } from "./handler.ts";
import type { Idempotency } from "./idempotency.ts";
import type { PlatformRequest } from "./platform-request.ts";
import { servedHandler } from "./served-endpoints.ts";
import { validate } from "./validate.ts";

export interface PipelineParts {
  readonly context: HandlerContext;
  readonly commits: GroupCommit;
  readonly clock: Clock;
  readonly autoApproval: AutoApproval;
  readonly idempotency: Idempotency;
  readonly faults: Faults;
}

/**
 * What happens to an admitted call, in order: does the endpoint exist here → may the caller → faults → input → what came due → the handler (a
 * write inside a commit). Throws a Refusal, or `connection_lost` when a fault swallows the answer.
 */
export async function carryOut(request: PlatformRequest, { agent, refusal }: Admission, parts: PipelineParts): Promise<Answer> {
  const { context, clock, faults, autoApproval } = parts;
  const { profile } = context;
  const definition: EndpointDefinition = endpoints[request.endpoint];
  const handler = servedHandler(request.endpoint, profile);
  if (!handler) throw new Refusal("not_found", `No ${definition.method} ${definition.path} here`);
  if (refusal) throw refusal;
  return withFaults(faults, { endpoint: request.endpoint, agentId: agent?.id }, async () => {
    const nowMs = clock.now();
    const input = validate(profile, definition, request);
    if (autoApproval.isDue(nowMs)) await autoApproval.settle(nowMs);
    const call: AnyCall = { agent, params: request.params, ...input, nowMs };
    return definition.cost === "read"
      ? success(handler(call, context))
      : write({ request, definition, handler, agent, call }, parts);
  });
}

interface Write {
  readonly request: PlatformRequest;
  readonly definition: EndpointDefinition;
  readonly handler: AnyHandler;
  readonly agent: AgentRecord | undefined;
  readonly call: AnyCall;
}

async function write({ request, definition, handler, agent, call }: Write, parts: PipelineParts): Promise<Answer> {
  const { context, commits, autoApproval, idempotency } = parts;
  const key = context.profile.idempotencyKeys && definition.method === "POST" ? request.headers["idempotency-key"] : undefined;
  if (key === undefined) {
    const body = await commits.commit(() => handler(call, context));
    autoApproval.arm();
    return success(body);
  }
  const caller = agent?.id ?? `anonymous ${request.remoteAddress ?? ""}`;
  const place = idempotency.enter({ key, caller, path: fillPath(definition.path, request.params), body: call.body });
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
