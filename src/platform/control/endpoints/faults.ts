import { z } from "zod";
import { isoTime } from "../../../base/clock.ts";
import type { EndpointDefinition } from "../../../protocol/endpoint.ts";
import { type EndpointName, endpoints } from "../../../protocol/endpoints/table.ts";
import { Refusal } from "../../market/refusal.ts";
import type { ActiveFault, FaultEffect } from "../../service/faults.ts";
import { defineControl } from "../control-endpoint.ts";

const names = Object.keys(endpoints) as [EndpointName, ...EndpointName[]];
const count = z.number().int().min(1);

const conditions = {
  /** A name of the endpoint table … */
  endpoint: z.enum(names).optional(),
  /** … or its method and path: `POST /tasks/{taskId}/start`. */
  route: z.string().optional(),
  agent_id: z.string().optional(),
  probability: z.number().min(0).max(1).optional(),
  nth: count.optional(),
  times: count.optional(),
  ttl_ms: count.optional(),
};

const faultSchema = z.discriminatedUnion("effect", [
  z.strictObject({ effect: z.enum(["drop_before_commit", "drop_after_commit", "reset", "duplicate"]), ...conditions }),
  z.strictObject({ effect: z.literal("status"), status: z.number().int().min(400).max(599), ...conditions }),
  z.strictObject({ effect: z.literal("delay"), delay_ms: z.number().int().min(1).max(86_400_000), ...conditions }),
]);
type FaultInput = z.output<typeof faultSchema>;

export const faultEndpoints = {
  listFaults: defineControl({
    method: "GET",
    path: "/faults",
    summary: "The rules in force, with how many calls each has met and hit",
    run: (_call, { faults }) => ({ faults: faults.list().map(faultView) }),
  }),
  addFault: defineControl({
    method: "POST",
    path: "/faults",
    summary: "Add a rule; the first rule that fires decides what happens to a call",
    body: faultSchema,
    run: ({ body }, { faults }) => ({
      id: faults.add({
        effect: effectOf(body),
        endpoint: endpointOf(body),
        agentId: body.agent_id,
        probability: body.probability,
        nth: body.nth,
        times: body.times,
        ttlMs: body.ttl_ms,
      }),
    }),
  }),
  removeFaults: defineControl({
    method: "DELETE",
    path: "/faults",
    summary: "Remove every rule",
    run: (_call, { faults }) => {
      faults.clear();
      return {};
    },
  }),
  removeFault: defineControl({
    method: "DELETE",
    path: "/faults/{faultId}",
    summary: "Remove one rule",
    run: ({ params }, { faults }) => {
      if (!faults.remove(Number(params.faultId))) throw new Refusal("not_found", "No fault of this id");
      return {};
    },
  }),
};

function effectOf(input: FaultInput): FaultEffect {
  if (input.effect === "status") return { status: input.status };
  return input.effect === "delay" ? { delayMs: input.delay_ms } : input.effect;
}

function endpointOf({ endpoint, route }: FaultInput): EndpointName | undefined {
  if (route === undefined) return endpoint;
  const found = names.find((name) => routeOf(name) === route);
  if (found && (endpoint === undefined || endpoint === found)) return found;
  const message = `body.route: no route of the endpoint table (received ${JSON.stringify(route)})`;
  throw new Refusal("invalid_request", message, { details: { routes: names.map(routeOf) } });
}

function routeOf(name: EndpointName): string {
  const { method, path }: EndpointDefinition = endpoints[name];
  return `${method} ${path}`;
}

function faultView({ id, rule, expiresMs, seen, fired }: ActiveFault) {
  const { effect, endpoint } = rule;
  const [kind, figures] =
    typeof effect === "string"
      ? [effect, {}]
      : "status" in effect
        ? ["status", { status: effect.status }]
        : ["delay", { delay_ms: effect.delayMs }];
  return {
    id,
    effect: kind,
    ...figures,
    endpoint: endpoint ?? null,
    route: endpoint === undefined ? null : routeOf(endpoint),
    agent_id: rule.agentId ?? null,
    probability: rule.probability ?? 1,
    nth: rule.nth ?? null,
    times: rule.times ?? null,
    expires_at: Number.isFinite(expiresMs) ? isoTime(expiresMs) : null,
    seen,
    fired,
  };
}
