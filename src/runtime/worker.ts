import { Redactor } from "../base/redact.ts";
import { createWorker, type Worker } from "../llm/worker.ts";
import type { WorkerTask } from "../llm/worker-task.ts";
import { runtimeError } from "./errors.ts";
import type { Execution } from "./execution.ts";
import { costLimits } from "./model-budget.ts";
import type { WorkerSetup } from "./worker-setup.ts";

/** `ctx.worker`: every model call is a step of this run, its maximum booked against the agent's budget before the request. */
export function workerOf(execution: Execution): Worker {
  const { confidences, agent } = execution;
  const { worker: setup } = agent;
  let worker: Worker | undefined;
  const run = async (task: WorkerTask & { readonly output?: never }) => {
    if (!setup) throw runtimeError("llm_not_configured", "ctx.worker needs models: add llm to the configuration");
    // What a model is told must not come back as somebody's delivery.
    confidences.keepInstructions(task.instructions);
    // Made when it is first asked: most runs think of nothing.
    worker ??= createRunWorker(execution, setup);
    return await worker.run(task);
  };
  return { run: run as Worker["run"] };
}

function createRunWorker({ agent, journal, clock, run, random, progress }: Execution, { budget, ...setup }: WorkerSetup): Worker {
  const { usdPerCall } = budget;
  const redactor = new Redactor();
  for (const secret of agent.secrets ?? []) redactor.add(secret);
  return createWorker({
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
}
