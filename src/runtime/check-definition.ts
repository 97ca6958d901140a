import { suggest } from "../base/suggest.ts";
import { runtimeError } from "./errors.ts";
import type { HandlerName } from "./handlers.ts";

/** A record, so that a new event without a name here does not compile. */
const known: Readonly<Record<HandlerName, true>> = {
  "order.created": true,
  "order.revision_requested": true,
  "order.started": true,
  "order.delivered": true,
  "order.declined": true,
  "order.completed": true,
  "message.received": true,
  timer: true,
  "action.approved": true,
  "action.rejected": true,
  "action.expired": true,
  "action.invalidated": true,
  unknown: true,
};
const handlerNames = Object.keys(known);

interface Definition {
  readonly name: string;
  readonly handlers: object;
  readonly schedules?: Readonly<Record<string, { readonly run: unknown }>>;
}

/** What types say, said again to authors who do not check types. Throws `agent_definition_invalid`, which names the first thing that is wrong. */
export function checkDefinition(definition: Definition): void {
  const { name, handlers, schedules = {} } = definition;
  if (typeof name !== "string" || name.trim() === "") throw invalid("defineAgent", "name is missing", { received: name });
  const at = `agent ${name}`;
  if (typeof handlers !== "object" || handlers === null) throw invalid(at, "handlers is missing", { received: handlers });
  for (const [event, handler] of Object.entries(handlers)) {
    if (!(event in known)) {
      const meant = suggest(event, handlerNames);
      const hint = meant === undefined ? `there are ${handlerNames.join(", ")}` : `did you mean "${meant}"?`;
      throw invalid(at, `handlers["${event}"]: no event has this name; ${hint}`, { received: event, allowed: handlerNames });
    }
    if (typeof handler !== "function") throw invalid(at, `handlers["${event}"] is not a function`, { received: typeof handler });
  }
  for (const [schedule, { run }] of Object.entries(schedules)) {
    if (typeof run !== "function") throw invalid(at, `schedules.${schedule}.run is not a function`, { received: typeof run });
  }
}

function invalid(at: string, what: string, details: Readonly<Record<string, unknown>>): Error {
  return runtimeError("agent_definition_invalid", `${at}: ${what}`, details);
}
