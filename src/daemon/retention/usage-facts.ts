import type { Json } from "../../base/json.ts";
import type { Run } from "../../engine/run.ts";
import type { FoundStep } from "../../engine/step-search.ts";
import type { OrderStatus, Role } from "../../protocol/lifecycle.ts";

/** What a run tells of money, and of the orders that it is about: all that `usage` reads, and all that stays of a run that is pruned. */
export interface UsageFacts {
  readonly agent: string;
  readonly subject: string | null;
  readonly heard: HeardEvent;
  /** The order as the run's event found it. */
  readonly readings: readonly OrderReading[];
  readonly calls: readonly ModelCall[];
  readonly purchases: readonly Purchase[];
  readonly tips: readonly Tip[];
}

/** What the platform told with the event: hints, until the order itself was read. */
interface HeardEvent {
  readonly kind: string;
  readonly atMs: number;
  readonly gig?: string | undefined;
  readonly price?: number | undefined;
  readonly currency?: string | undefined;
}

interface OrderReading {
  readonly atMs: number;
  readonly role?: Role | undefined;
  readonly status: OrderStatus;
  readonly price: number;
  readonly currency: string;
  readonly gig?: string | undefined;
}

/** A call without a reply (it failed, or the process died in it) costs what is booked and tells no tokens. */
export interface ModelCall {
  readonly atMs: number;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usdNano: number;
}

export interface Purchase {
  readonly atMs: number;
  readonly orderId: string;
  readonly price: number;
  readonly currency: string;
}

export interface Tip {
  readonly atMs: number;
  readonly ocmc: number;
}

/** Steps of other names tell nothing of money. For searchSteps. */
export const telling = [
  { kind: "step", name: "model:*" },
  { kind: "step", name: "event" },
  { kind: "action", name: "placeOrder" },
  { kind: "action", name: "review" },
] as const;

/** `steps` may hold others than those of `telling`. */
export function usageFacts(run: Run, steps: readonly FoundStep[]): UsageFacts {
  const { agent, subject, kind, createdAtMs } = run;
  const named = (wanted: "step" | "action", name: string) => steps.filter((step) => step.kind === wanted && step.name === name);
  const { payload = {} } = (run.data ?? {}) as { payload?: { gig_title?: string; price?: number; currency?: string } };
  return {
    agent,
    subject,
    heard: { kind, atMs: createdAtMs, gig: payload.gig_title, price: payload.price, currency: payload.currency },
    readings: named("step", "event").flatMap(reading),
    calls: steps.filter((step) => step.kind === "step" && step.name.startsWith("model:")).map(modelCall),
    purchases: named("action", "placeOrder").flatMap(purchase),
    tips: named("action", "review").flatMap(tip),
  };
}

/** What is kept of a run that is pruned: null when it tells nothing that `usage` could need. */
export function usageDigest(run: Run, steps: readonly FoundStep[]): Json {
  const facts = usageFacts(run, steps);
  const { subject, heard, readings, calls, purchases, tips } = facts;
  const ofOrder = subject !== null && (heard.kind.startsWith("order.") || heard.gig !== undefined || heard.price !== undefined);
  const tells = ofOrder || readings.length + calls.length + purchases.length + tips.length > 0;
  return tells ? (facts as unknown as Json) : null;
}

function reading({ value, startedAtMs: atMs }: FoundStep): readonly OrderReading[] {
  const { role, order } = (value ?? {}) as {
    role?: Role;
    order?: Pick<OrderReading, "status" | "price" | "currency"> & { readonly gig?: { readonly title?: string } };
  };
  if (!order) return [];
  const { status, price, currency, gig } = order;
  return [{ atMs, role, status, price, currency, gig: gig?.title }];
}

function modelCall({ value, note, startedAtMs: atMs, cost: usdNano }: FoundStep): ModelCall {
  const { booked } = (value ?? {}) as { booked?: { inputTokens: number; outputTokens: number } };
  const { model = "unknown" } = (note ?? {}) as { model?: string };
  return { atMs, model, inputTokens: booked?.inputTokens ?? 0, outputTokens: booked?.outputTokens ?? 0, usdNano };
}

function purchase({ status, params, value, startedAtMs: atMs }: FoundStep): readonly Purchase[] {
  const { order } = (value ?? {}) as { order?: { id: string } };
  if (status !== "done" || !order) return [];
  const { price, currency } = params as { price: number; currency: string };
  return [{ atMs, orderId: order.id, price, currency }];
}

function tip({ status, params, startedAtMs: atMs }: FoundStep): readonly Tip[] {
  const { tip_amount: ocmc = 0 } = params as { tip_amount?: number };
  return status === "done" && ocmc > 0 ? [{ atMs, ocmc }] : [];
}
