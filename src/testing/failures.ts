import type { Engine } from "../engine/engine.ts";
import type { StepRecord } from "../engine/records.ts";
import type { Run } from "../engine/run.ts";
import { testingError } from "./errors.ts";
import type { LogLine } from "./log.ts";

/** A run of an agent under test that was given up. */
export interface Failure {
  readonly agent: string;
  /** `order.created`, `schedule`, … */
  readonly event: string;
  /** Of the order it was about; undefined when about none. */
  readonly orderId: string | undefined;
  /** Stable code: the one to decide by. */
  readonly code: string;
  readonly message: string;
  /** What the handler threw last, where it is known. */
  readonly error: unknown;
  readonly run: Run;
}

/** Where failures are looked for. */
export interface Watched {
  readonly name: string;
  readonly engine: Engine;
  readonly log: readonly LogLine[];
}

/** Dead letters, each told once. */
export class Failures {
  readonly #told = new Set<string>();

  /** What was given up since the last call. */
  take(agents: readonly Watched[]): readonly (Failure & { readonly steps: readonly StepRecord[] })[] {
    return agents.flatMap(({ name, engine, log }) =>
      engine
        .list({ status: ["dead"] })
        .filter(({ id, attempts, endedAtMs }) => this.#isNew(`${id} ${attempts} ${endedAtMs}`))
        .map((run) => ({
          agent: name,
          event: run.kind,
          orderId: run.subject ?? undefined,
          code: run.code ?? "unknown",
          message: run.reason ?? "",
          error: log.findLast((line) => line.fields.run === run.id && line.fields.err !== undefined)?.fields.err,
          run,
          steps: engine.steps(run.id),
        })),
    );
  }

  #isNew(key: string): boolean {
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }
}

/** `test_runs_failed` with a message to read in a test's output. */
export function failedRuns(failures: ReturnType<Failures["take"]>): Error {
  const count = failures.length === 1 ? "1 run was given up" : `${failures.length} runs were given up`;
  const told = failures.map(({ agent, event, code, message, run, steps, error }) => {
    const done = steps.map((step) => `${step.name} ${step.status}`).join(" · ");
    const head = `${agent}: ${event} failed after ${run.attempts} ${run.attempts === 1 ? "execution" : "executions"} (${code}): ${message}`;
    return [head, ...(done ? [`  steps: ${done}`] : []), ...frames(error)].join("\n");
  });
  const hint = "If the test means it: const [failure] = await market.failures();";
  const [first] = failures;
  return testingError(
    "test_runs_failed",
    `${count}\n\n${told.join("\n\n")}\n\n${hint}`,
    { runs: failures.map(({ run }) => run.id) },
    first?.error,
  );
}

const shownFrames = 4;
/** Of this package: an author's failure is not in there. */
const ownFolder = new URL("..", import.meta.url).pathname;

/** Where it was thrown, as far as that is outside the runtime. */
function frames(error: unknown): string[] {
  const lines = deepest(error)?.stack?.split("\n") ?? [];
  const own = (line: string) => line.includes(ownFolder) || line.includes("node:internal");
  const theirs = lines.filter((line) => /^\s+at /.test(line) && !own(line));
  return theirs.slice(0, shownFrames).map((line) => `  ${line.trim()}`);
}

function deepest(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  return deepest(error.cause) ?? error;
}
