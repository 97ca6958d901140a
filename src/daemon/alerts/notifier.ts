import type { Notice } from "./notice.ts";

/** Tells somebody. Resolves when they have it; rejects when they may not, or the signal aborts; leaves nothing running either way. */
export interface Notifier {
  notify(notice: Notice, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
