import type { SpendLimit } from "../engine/journal.ts";
import { createWorker, type Worker } from "../llm/worker.ts";
import type { WorkerTask } from "../llm/worker-task.ts";
import { runtimeError } from "./errors.ts";
import type { Execution } from "./execution.ts";
import { startOfDayMs } from "./spend.ts";

const nanoPerUsd = 1e9;

/** `ctx.worker`: every model call is a step of this run, its maximum booked against the agent's budget before the request. */
export function workerOf(execution: Execution): Worker {
  const { agent, journal, clock, run } = execution;
  if (!agent.worker)
    return {
      run: () => Promise.reject(runtimeError("llm_not_configured", "ctx.worker needs models: add llm to the configuration")),
    };
  const { model, models, prices, budget, memory } = agent.worker;
  const limits: SpendLimit[] = [];
  if (budget.usdPerOrder !== undefined && run.subject !== null) {
    const scope = { agent: agent.name, subject: run.subject };
    limits.push({ name: "budget.usdPerOrder", scope, sinceMs: 0, maximum: Math.floor(budget.usdPerOrder * nanoPerUsd) });
  }
  if (budget.usdPerDay !== undefined) {
    const scope = { agent: agent.name };
    limits.push({
      name: "budget.usdPerDay",
      scope,
      sinceMs: startOfDayMs(clock.now()),
      maximum: Math.floor(budget.usdPerDay * nanoPerUsd),
    });
  }
  const step = journal.step.bind(journal);
  const worker = createWorker({
    model,
    models,
    prices,
    step,
    limits,
    clock,
    random: execution.random,
    ...(memory && { memory }),
  });
  return discreet(worker, execution);
}

/** What a model is told must not come back as somebody's delivery. */
function discreet(worker: Worker, { confidences }: Execution): Worker {
  const run = (task: WorkerTask & { readonly output?: never }) => {
    confidences.keepInstructions(task.instructions);
    return worker.run(task);
  };
  return { run: run as Worker["run"] };
}
