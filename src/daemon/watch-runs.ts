import type { Redactor } from "../base/redact.ts";
import type { Note, Watchdog } from "../base/watchdog/watchdog.ts";
import type { Engine } from "../engine/engine.ts";
import type { Run } from "../engine/run.ts";

export interface WatchRunsOptions {
  readonly watchdog: Pick<Watchdog, "put">;
  readonly engine: Pick<Engine, "events">;
  readonly redactor: Redactor;
}

const longestText = 200;

/** Lets a watchdog name the runs that execute, the one that moved last first. Answers how to end that. */
export function watchRuns({ watchdog, engine, redactor }: WatchRunsOptions): () => void {
  const notes = new Map<string, Note>();
  const text = (value: string) => redactor.redact(value).slice(0, longestText);
  const started = ({ run }: { readonly run: Run }) => {
    const { id, agent, kind, subject } = run;
    const order = subject === null ? null : text(subject);
    notes.set(id, watchdog.put({ agent: text(agent), kind: text(kind), order, run: text(id) }));
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
  };
}
