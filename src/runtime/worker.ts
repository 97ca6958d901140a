import { Redactor } from "../base/redact.ts";
import { createWorker, type Worker } from "../llm/worker.ts";
import type { WorkerTask } from "../llm/worker-task.ts";
import { runtimeError } from "./errors.ts";
import type { Execution } from "./execution.ts";
import { costLimits } from "./model-budget.ts";

/** `ctx.worker`: every model call is a step of this run, its maximum booked against the agent's budget before the request. */
export function workerOf(execution: Execution): Worker {
  const { agent, journal, clock, run, random, progress } = execution;
  if (!agent.worker)
    return {
      run: () => Promise.reject(runtimeError("llm_not_configured", "ctx.worker needs models: add llm to the configuration")),
    };
  const { budget, ...setup } = agent.worker;
  const { usdPerCall } = budget;
  const redactor = new Redactor();
  for (const secret of agent.secrets ?? []) redactor.add(secret);
  const worker = createWorker({
    ...setup,
    step: journal.step.bind(journal),
    limits: costLimits(budget, run, clock.now()),
    ...(usdPerCall !== undefined && { maxUsdPerCall: usdPerCall }),
    clock,
    random,
    redact: (text) => redactor.redact(text),
    onEvent: (event) => progress?.emit("worker", { run, event }),
    ...(progress?.hears("text") && { onText: (text, worker) => progress.emit("text", { run, worker, text }) }),
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
