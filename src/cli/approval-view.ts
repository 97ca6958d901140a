import { isoTime } from "../base/clock.ts";
import type { GigSituation, OrderSituation } from "../runtime/approvals/situation.ts";
import type { Approval } from "../store/approval.ts";
import { ago, duration } from "./readable-figures.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** An approval as machines read it: times as ISO 8601. */
export function approvalJson({ heldAtMs, expiresAtMs, decidedAtMs, endedAtMs, ...approval }: Approval): object {
  const time = (atMs: number | null) => (atMs === null ? null : isoTime(atMs));
  return {
    ...approval,
    heldAt: isoTime(heldAtMs),
    expiresAt: time(expiresAtMs),
    decidedAt: time(decidedAtMs),
    endedAt: time(endedAtMs),
  };
}

/** One line each: what, for how much, since when, and how long somebody may still decide. */
export function approvalTable(terminal: Terminal, approvals: readonly Approval[], nowMs: number): string {
  const rows = approvals.map((approval) => [
    approval.id,
    approval.agent,
    approval.action,
    subjectOf(approval),
    priceOf(approval),
    approval.status,
    ago(approval.heldAtMs, nowMs),
    timeLeft(approval, nowMs),
  ]);
  return table(terminal, ["approval", "agent", "action", "about", "price", "state", "held", "time left"], rows);
}

/** "5 h", "none" for what nobody can decide any more, "" for what has no end. */
export function timeLeft({ status, expiresAtMs }: Approval, nowMs: number): string {
  if (status !== "held" || expiresAtMs === null) return "";
  return expiresAtMs > nowMs ? duration(expiresAtMs - nowMs) : "none";
}

/** The order's number, or the gig's title. */
export function subjectOf({ situation }: Approval): string {
  const { about, ...seen } = situation as unknown as OrderSituation | GigSituation;
  return about === "order" ? (seen as OrderSituation).orderNumber : (seen as GigSituation).title;
}

export function priceOf({ situation }: Approval): string {
  const { price, currency } = situation as unknown as OrderSituation | GigSituation;
  return `${price} ${currency.toUpperCase()}`;
}
