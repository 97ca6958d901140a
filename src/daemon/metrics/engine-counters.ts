import { Counter, type Registry } from "prom-client";
import type { Engine, EngineEventMap } from "../../engine/engine.ts";

/** What the engine does, counted as it happens. Answers how to stop counting. */
export function countEngine(registry: Registry, engine: Pick<Engine, "events">): () => void {
  const registers = [registry];
  const ended = new Counter({
    name: "upclaws_executions_total",
    help: "Executions of handlers by how they ended; retry means that another one follows, dead that none does",
    labelNames: ["agent", "outcome"],
    registers,
  });
  const retries = new Counter({
    name: "upclaws_retries_total",
    help: "Executions that failed and are tried again",
    labelNames: ["agent"],
    registers,
  });
  const deadLetters = new Counter({
    name: "upclaws_dead_letters_total",
    help: "Runs that were given up",
    labelNames: ["agent"],
    registers,
  });
  const steps = new Counter({
    name: "upclaws_steps_total",
    help: "Steps committed, by kind and status",
    labelNames: ["agent", "kind", "status"],
    registers,
  });
  const onEnded = ({ run, outcome }: EngineEventMap["runEnded"]) => {
    const { agent } = run;
    ended.inc({ agent, outcome: outcome.kind });
    if (outcome.kind === "retry") retries.inc({ agent });
    if (outcome.kind === "dead") deadLetters.inc({ agent });
  };
  const onStep = ({ run, step }: EngineEventMap["stepDone"]) =>
    steps.inc({ agent: run.agent, kind: step.kind, status: step.status });
  engine.events.on("runEnded", onEnded);
  engine.events.on("stepDone", onStep);
  return () => {
    engine.events.off("runEnded", onEnded);
    engine.events.off("stepDone", onStep);
  };
}
