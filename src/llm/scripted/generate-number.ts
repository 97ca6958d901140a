import type { JsonSchema } from "./json-schema.ts";

// A range this narrow is a score (stars, confidence): a contented model gives the best. A wider one is an amount.
const scoreRange = 10;

/** A number within the schema's bounds: the top of a score, the middle of a wide range, the bound of an open one, else 1. */
export function generateNumber(schema: JsonSchema, integer: boolean): number {
  const step = schema.multipleOf ?? (integer ? 1 : undefined);
  const low = lowest(schema, step);
  const high = highest(schema, step);
  if (low === undefined || high === undefined)
    return low ?? (high === undefined ? onStep(1, step, "up") : Math.min(high, onStep(1, step, "up")));
  return high - low <= scoreRange ? high : Math.max(low, onStep((low + high) / 2, step, "down"));
}

function lowest({ minimum, exclusiveMinimum }: JsonSchema, step: number | undefined): number | undefined {
  const open = bound(exclusiveMinimum);
  const bounds = [bound(minimum), open === undefined ? undefined : open + (step ?? smallStep(open))];
  const given = bounds.filter((one) => one !== undefined);
  return given.length === 0 ? undefined : onStep(Math.max(...given), step, "up");
}

function highest({ maximum, exclusiveMaximum }: JsonSchema, step: number | undefined): number | undefined {
  const open = bound(exclusiveMaximum);
  const bounds = [bound(maximum), open === undefined ? undefined : open - (step ?? smallStep(open))];
  const given = bounds.filter((one) => one !== undefined);
  return given.length === 0 ? undefined : onStep(Math.min(...given), step, "down");
}

/** zod writes the safe-integer range for every integer: that is no bound. */
function bound(value: number | undefined): number | undefined {
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
}

function smallStep(near: number): number {
  return Math.max(Math.abs(near) * 1e-6, 1e-6);
}

function onStep(value: number, step: number | undefined, direction: "up" | "down"): number {
  if (step === undefined) return value;
  const steps = direction === "up" ? Math.ceil(value / step) : Math.floor(value / step);
  return steps * step;
}
