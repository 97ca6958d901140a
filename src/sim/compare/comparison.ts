import { parse } from "yaml";
import { type Figure, figures } from "../metrics/figure.ts";
import { type Interval, intervalOf, welchInterval } from "../metrics/interval.ts";
import type { SimulationRecord } from "../record.ts";
import { type RunGroup, valuesOf } from "./run-group.ts";

/** One figure of both sides. */
export interface ComparedFigure {
  readonly figure: Figure;
  readonly a: Interval | null;
  readonly b: Interval | null;
  /** B − A, with its confidence interval where the seeds allow one. */
  readonly difference: Interval | null;
  /** The interval of the difference leaves out 0; null where there is none. */
  readonly clear: boolean | null;
}

export interface Comparison {
  readonly a: RunGroup;
  readonly b: RunGroup;
  /** Both sides played the same seeds, so that differences are taken seed by seed. */
  readonly paired: boolean;
  /** Why the figures cannot be set against each other; empty when they can. */
  readonly obstacles: readonly string[];
  /** What else differs: what is being compared, as a rule. */
  readonly differences: readonly string[];
  readonly figures: readonly ComparedFigure[];
}

export function compare(a: RunGroup, b: RunGroup): Comparison {
  const seedsOf = ({ runs }: RunGroup) => runs.map(({ record }) => record.seed);
  const paired = JSON.stringify(seedsOf(a)) === JSON.stringify(seedsOf(b));
  return {
    a,
    b,
    paired,
    obstacles: obstaclesBetween(a, b),
    differences: differencesBetween(a, b),
    figures: figures.map((figure) => comparedFigure(figure, a, b, paired)),
  };
}

function comparedFigure(figure: Figure, a: RunGroup, b: RunGroup, paired: boolean): ComparedFigure {
  const [valuesA, valuesB] = [valuesOf(a, figure), valuesOf(b, figure)];
  // A pair needs both its halves; where a run lacks the figure, the sides are taken as independent.
  const whole = valuesA.length === a.runs.length && valuesB.length === b.runs.length;
  const difference =
    paired && whole ? intervalOf(valuesB.map((value, index) => value - (valuesA[index] ?? 0))) : welchInterval(valuesA, valuesB);
  const clear = difference?.plusMinus == null ? null : Math.abs(difference.mean) > difference.plusMinus;
  return { figure, a: intervalOf(valuesA), b: intervalOf(valuesB), difference, clear };
}

function obstaclesBetween(a: RunGroup, b: RunGroup): readonly string[] {
  const lengthsMs = new Set([...a.metrics, ...b.metrics].map(({ virtualMs }) => virtualMs));
  const stopped = [a, b].filter(({ metrics }) => metrics.some(({ violations }) => violations > 0));
  return [
    ...(lengthsMs.size > 1 ? ["the runs last differently long, so that counts and sums mean different things"] : []),
    ...stopped.map(({ label }) => `invariants were broken in ${label}: its figures are those of a market that does not work`),
  ];
}

function differencesBetween(a: RunGroup, b: RunGroup): readonly string[] {
  const [first, second] = [a.runs[0]?.record, b.runs[0]?.record];
  if (!first || !second) return [];
  const told = (what: string, of: (record: SimulationRecord) => string) =>
    of(first) === of(second) ? [] : [`${what}: ${of(first)} and ${of(second)}`];
  return [
    ...told("scenario", ({ scenario }) => scenario.name),
    ...told("profile", ({ scenario }) => scenario.profile),
    ...told("version", ({ version }) => version),
    ...told("Node", ({ node }) => node),
    ...told("reproducible", ({ reproducible }) => (reproducible ? "yes" : "no")),
    ...changedPlaces(first.scenario.source, second.scenario.source),
  ];
}

const placesShown = 8;

/** The places of the scenario where the two do not say the same, as `path: a and b`. */
function changedPlaces(first: string, second: string): readonly string[] {
  const [a, b] = [first, second].map((text) => new Map(leavesOf(parse(text), "")));
  const paths = [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])].filter((path) => a?.get(path) !== b?.get(path));
  const shown = paths
    .slice(0, placesShown)
    .map((path) => `${path}: ${a?.get(path) ?? "nothing"} and ${b?.get(path) ?? "nothing"}`);
  const more = paths.length > placesShown ? [`${paths.length - placesShown} more places of the scenario`] : [];
  return [...shown, ...more];
}

/** What a scenario is called shows above; the rest by its path. */
function* leavesOf(value: unknown, path: string): Generator<[string, string]> {
  if (path === "name" || path === "description") return;
  if (typeof value !== "object" || value === null) yield [path, JSON.stringify(value)];
  else for (const [key, inner] of Object.entries(value)) yield* leavesOf(inner, path === "" ? key : `${path}.${key}`);
}
