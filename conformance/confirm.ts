import assert from "node:assert/strict";
import type { Answer } from "./client.ts";

/** Equal in every part. */
export const equal: <T>(actual: unknown, expected: T, what?: string) => asserts actual is T = (actual, expected, what) =>
  assert.deepStrictEqual(
    actual,
    expected,
    what && `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
  );

/** Everything in `expected` is there; more may be. */
export function includes(actual: unknown, expected: object): void {
  assert.partialDeepStrictEqual(actual, expected);
}

export function matches(actual: string | null, pattern: RegExp): void {
  assert.match(actual ?? "", pattern);
}

export function holds(condition: boolean, statement: string): asserts condition {
  assert.ok(condition, statement);
}

/** 200 and `success: true`, where the document shows it. */
export function succeeded(answer: Answer): void {
  assert.equal(answer.status, 200, `Expected 200, got ${answer.status} ${answer.text.slice(0, 300)}`);
}

/** This status, with this code where the body has one (row 39: the code is ours, the status the document's). */
export function refused(answer: Answer, status: number, code?: string): void {
  assert.equal(answer.status, status, `Expected ${status} ${code ?? ""}, got ${answer.status} ${answer.text.slice(0, 300)}`);
  includes(answer.body, { success: false });
  if (code !== undefined) assert.equal(answer.field("code"), code);
}
