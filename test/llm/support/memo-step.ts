import type { RunStep, StepTerms } from "../../../src/llm/run-step.ts";

export interface BookedStep {
  readonly name: string;
  readonly terms: StepTerms<never> | undefined;
  readonly value: unknown;
}

export interface Memory {
  /** Name and occurrence → the recorded value as JSON text. */
  readonly values: Map<string, string>;
  /** Every step performed, in the order of completion. */
  readonly performed: BookedStep[];
  /** What failed attempts were booked at: undefined = the maximum stays. */
  readonly failures: (number | undefined)[];
}

export function emptyMemory(): Memory {
  return { values: new Map(), performed: [], failures: [] };
}

/** A journal's step for one execution: what `memory` holds is replayed, values pass through JSON, failures are not recorded. */
export function memoStep(memory: Memory): RunStep {
  const occurrences = new Map<string, number>();
  return async <T>(name: string, perform: (signal: AbortSignal) => Promise<T>, terms?: StepTerms<T>): Promise<T> => {
    const occurrence = (occurrences.get(name) ?? 0) + 1;
    occurrences.set(name, occurrence);
    const key = `${name} ${occurrence}`;
    const recorded = memory.values.get(key);
    if (recorded !== undefined) return JSON.parse(recorded) as T;
    try {
      const text = JSON.stringify(await perform(new AbortController().signal));
      memory.values.set(key, text);
      const value = JSON.parse(text) as T;
      memory.performed.push({ name, terms: terms as StepTerms<never> | undefined, value });
      return value;
    } catch (error) {
      memory.failures.push(terms?.cost?.actualOnError(error));
      throw error;
    }
  };
}
