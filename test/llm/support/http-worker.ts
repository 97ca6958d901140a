import { seededRandom } from "../../../src/base/random.ts";
import { RealClock } from "../../../src/base/real-clock.ts";
import { createModelMemory } from "../../../src/llm/model-memory.ts";
import type { ScriptSource } from "../../../src/llm/scripted/script.ts";
import { createWorker, type Worker, type WorkerOptions } from "../../../src/llm/worker.ts";
import type { WorkerEvent } from "../../../src/llm/worker-events.ts";
import { type Endpoint, scriptedEndpoint } from "./endpoint.ts";
import { emptyMemory, type Memory, memoStep } from "./memo-step.ts";

export interface HttpWorker extends Endpoint {
  readonly journal: Memory;
  readonly events: WorkerEvent[];
  /** A new execution of the same run. */
  execute(): Worker;
  /** An execution of another run, in the same process. */
  another(): Worker;
}

/** Workers over the real openai package and a scripted server on a socket. They share what is learned of the endpoint, as in one process. */
export async function httpWorker(script: ScriptSource, more: Partial<Omit<WorkerOptions, "step">> = {}): Promise<HttpWorker> {
  const endpoint = await scriptedEndpoint(script);
  const journal = emptyMemory();
  const events: WorkerEvent[] = [];
  const clock = more.clock ?? new RealClock();
  const options = {
    model: endpoint.model,
    models: ["m"] as const,
    prices: Object.fromEntries(["m", "a", "b", "c"].map((name) => [name, { inputUsdPerMTok: 1, outputUsdPerMTok: 1 }])),
    limits: [],
    clock,
    random: seededRandom(1),
    memory: createModelMemory(clock),
    onEvent: (event: WorkerEvent) => void events.push(event),
    ...more,
  };
  const on = (memory: Memory) => createWorker({ ...options, step: memoStep(memory) });
  return { ...endpoint, journal, events, execute: () => on(journal), another: () => on(emptyMemory()) };
}
