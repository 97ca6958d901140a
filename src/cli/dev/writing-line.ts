import type { Clock } from "../../base/clock.ts";
import type { Events } from "../../base/event-hub.ts";
import type { WorkerProgress } from "../../runtime/worker-progress.ts";

export interface WritingLineOptions {
  readonly clock: Clock;
  /** The widest line. */
  readonly columns: number;
  /** Takes the place of the line before; an empty one means that nobody writes any more. */
  readonly show: (line: string) => void;
}

// A fast model writes hundreds of pieces a second.
const pauseMs = 100;

/** Tells what the models write while they write it, in one line: who, and the last words, as many as fit. */
export function followWriting(progress: Events<WorkerProgress>, { clock, columns, show }: WritingLineOptions): void {
  const written = new Map<string, string>();
  let shownAtMs = Number.NEGATIVE_INFINITY;
  progress.on("text", ({ run, worker, text }) => {
    const key = `${run.id} ${worker}`;
    const words = `${written.get(key) ?? ""}${text}`.replace(/[\s\p{Cc}]+/gu, " ").slice(-columns);
    written.set(key, words);
    if (clock.now() - shownAtMs < pauseMs) return;
    shownAtMs = clock.now();
    const who = `${run.agent} ${worker} writes: `;
    const fits = Math.max(columns - who.length - 1, 0);
    show(who + (words.length > fits ? `…${words.slice(words.length - fits + 1)}` : words));
  });
  progress.on("worker", ({ run, event }) => {
    if (event.type === "model.asked" || !written.delete(`${run.id} ${event.worker}`) || written.size > 0) return;
    shownAtMs = Number.NEGATIVE_INFINITY;
    show("");
  });
}
