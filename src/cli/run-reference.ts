import type { Run } from "../engine/run.ts";
import type { RunQueries } from "../engine/run-queries.ts";
import { cliError } from "./errors.ts";

/** How lists name a run: `#12`. Ids are too long to read out or to type. */
export function runNumber({ sequence }: Pick<Run, "sequence">): string {
  return `#${sequence}`;
}

/** The run that somebody names by `12`, `#12` or its id. Throws `not_in_directory`. */
export function findRun(queries: RunQueries, reference: string): Run {
  const number = /^#?(\d+)$/.exec(reference)?.[1];
  const run = number === undefined ? queries.get(reference) : queries.bySequence(Number(number));
  if (run) return run;
  throw cliError("not_in_directory", `No run ${reference} in this data directory; "upclaws runs list" shows what there is`, {
    run: reference,
  });
}
