import type { Redactor } from "../base/redact.ts";
import type { Heart, Note } from "../base/watchdog/heart.ts";
import type { Engine } from "../engine/engine.ts";
import type { Run } from "../engine/run.ts";

export interface WatchRunsOptions {
  /** Takes what executes, as `ExecutingRun`. */
  readonly watchdog: Pick<Heart, "put">;
  readonly engine: Pick<Engine, "events">;
  readonly redactor: Redactor;
}

/** A run as a watchdog names it; texts are cut. */
export interface ExecutingRun {
  readonly agent: string;
  readonly kind: string;
  readonly order: string | null;
  readonly run: string;
}

const longestText = 200;

/** Lets a watchdog name the runs that execute, the one that moved last first. Answers how to end that; nothing is named then. */
export function watchRuns({ watchdog, engine, redactor }: WatchRunsOptions): () => void {
  const notes = new Map<string, Note>();
  const text = (value: string) => redactor.redact(value).slice(0, longestText);
  const started = ({ run }: { readonly run: Run }) => {
    const { id, agent, kind, subject } = run;
    const order = subject === null ? null : text(subject);
    const executing = { agent: text(agent), kind: text(kind), order, run: text(id) } satisfies ExecutingRun;
    notes.set(id, watchdog.put(executing));
  };
  const moved = ({ run }: { readonly run: Run }) => notes.get(run.id)?.touch();
  const ended = ({ run }: { readonly run: Run }) => {
    notes.get(run.id)?.remove();
    notes.delete(run.id);
  };
  engine.events.on("runStarted", started);
  engine.events.on("stepDone", moved);
  engine.events.on("runEnded", ended);
  return () => {
    engine.events.off("runStarted", started);
    engine.events.off("stepDone", moved);
    engine.events.off("runEnded", ended);
    for (const note of notes.values()) note.remove();
    notes.clear();
  };
}
