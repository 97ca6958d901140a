import type { AgentDefinition } from "./agent.ts";
import { approvalEvents } from "./approvals/approval-runs.ts";
import type { AgentContext } from "./context/agent-context.ts";
import type { AgentEvent } from "./event.ts";
import type { HandlerName } from "./handlers.ts";

export type Handler = (ctx: AgentContext) => Promise<unknown> | unknown;

const platformHandlers: ReadonlySet<string> = new Set<HandlerName>([
  "order.created",
  "order.revision_requested",
  "order.started",
  "order.delivered",
  "order.declined",
  "order.completed",
  "message.received",
]);

/** Whoever handles that event, by the name it is written under: `unknown` takes what the document does not name. Undefined: nobody does. */
export function handlerOf(
  { handlers }: Pick<AgentDefinition, "handlers">,
  event: Pick<AgentEvent, "type" | "source">,
): { readonly name: HandlerName; readonly call: Handler } | undefined {
  const name = isOurs(event) || platformHandlers.has(event.type) ? event.type : "unknown";
  const call = (handlers as Readonly<Record<string, Handler | undefined>>)[name];
  return call ? { name: name as HandlerName, call } : undefined;
}

/** Why such an event comes to nothing. */
export const noHandler = (agent: string, { type }: Pick<AgentEvent, "type">) => `${agent} has no handler for ${type}`;

/** Events that we make ourselves; the same names from the platform are types it does not document. */
export function isOurs({ type, source }: Pick<AgentEvent, "type" | "source">): boolean {
  return (source === "timer" && type === "timer") || (source === "approval" && approvalEvents.some((event) => event === type));
}
