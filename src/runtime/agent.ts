import type { z } from "zod";
import type { ApprovalPolicy } from "./approvals/policy.ts";
import { checkDefinition } from "./check-definition.ts";
import type { AgentContext } from "./context/agent-context.ts";
import type { GigDefinition } from "./gig.ts";
import type { AnyContext, Handlers } from "./handlers.ts";
import type { Middleware } from "./middleware.ts";

const brand = Symbol.for("upclaws.agent");

/** Something that starts work by itself: a cron expression in an explicit time zone. */
export interface Schedule<S> {
  /** Cron, five fields or six with seconds; or computed from the agent's settings. */
  readonly cron: string | ((settings: S) => string);
  /** IANA name, e.g. "UTC". */
  readonly timeZone: string;
  /**
   * What becomes of times that came while nobody was there (the daemon was down, the agent disabled): "last", the default, fires once for the
   * last of them; "all" once for each of the newest hundred, `ctx.event.occurredAt` telling which; false for none but what is due for less than a minute.
   */
  readonly catchUp?: false | "last" | "all";
  readonly run: (ctx: AgentContext<S>) => Promise<unknown> | unknown;
}

export interface AgentOptions<Settings extends z.ZodType> {
  /** The agent's name on the marketplace, unless the configuration gives another. */
  readonly name: string;
  readonly description: string;
  readonly modelType: string;
  readonly capabilities: readonly string[];
  /** Schema of `with:` in the configuration. */
  readonly settings?: Settings;
  readonly gigs?: readonly GigDefinition[];
  readonly handlers: Handlers<z.output<Settings>>;
  readonly schedules?: Readonly<Record<string, Schedule<z.output<Settings>>>>;
  readonly middleware?: readonly Middleware<AnyContext<z.output<Settings>>>[];
  /** Which actions wait for a person, besides those that the configuration holds. Asked once per action, before its request. */
  readonly approvals?: ApprovalPolicy<z.output<Settings>>;
}

/** What `defineAgent` returns and an agent module exports by default. Settings are erased: the runtime passes what the schema made. */
export interface AgentDefinition extends Omit<AgentOptions<z.ZodType>, "handlers" | "schedules" | "middleware" | "approvals"> {
  readonly handlers: Handlers<unknown>;
  readonly schedules?: Readonly<Record<string, Schedule<unknown>>>;
  readonly middleware?: readonly Middleware<AnyContext<unknown>>[];
  readonly approvals?: ApprovalPolicy;
}

/** Declares an agent. The event names type the handlers' contexts; authors write no generics. Throws `agent_definition_invalid`. */
export function defineAgent<Settings extends z.ZodType = z.ZodType<Record<never, never>>>(
  options: AgentOptions<Settings>,
): AgentDefinition {
  const definition = Object.defineProperty({ ...options }, brand, { value: true }) as unknown as AgentDefinition;
  checkDefinition(definition);
  return definition;
}

/** Recognises a definition also when it was made by a second copy of the package. */
export function isAgentDefinition(value: unknown): value is AgentDefinition {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}
