import { isoTime } from "../../base/clock.ts";
import type { Alert } from "../../store/alert-table.ts";

/** What a notifier hands on: alerts of one kind, those that came together in one notice. */
export interface Notice {
  readonly kind: string;
  /** JSON, secrets removed: `{ kind, text, alerts: [{ id, kind, subject, agent, text, details, raisedAt, resolvedAt }] }`. */
  readonly body: string;
}

/** `alerts` is not empty. A receiver knows a repeated alert by its `id`: an alert is told at least once, not exactly once. */
export function noticeOf(alerts: readonly Alert[], redact: (text: string) => string): Notice {
  const [first] = alerts;
  const kind = first?.kind ?? "";
  const more = alerts.length > 1 ? ` (and ${alerts.length - 1} more)` : "";
  const shown = alerts.map((alert) => ({
    id: alert.id,
    kind: alert.kind,
    subject: alert.subject,
    agent: alert.agent,
    text: alert.text,
    details: alert.details,
    raisedAt: isoTime(alert.raisedAtMs),
    resolvedAt: alert.resolvedAtMs === null ? null : isoTime(alert.resolvedAtMs),
  }));
  return { kind, body: redact(JSON.stringify({ kind, text: `${first?.text ?? ""}${more}`, alerts: shown })) };
}
