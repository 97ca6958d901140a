import { errorFactory } from "../base/errors.ts";

/** Every error of the test kit. */
export const testingErrors = {
  test_agent_not_started: {
    summary:
      "The agent under test could not come up: wrong settings or options, or a schedule that is none; the message tells which.",
    retryable: false,
  },
  test_runs_failed: {
    summary: "Runs of an agent under test ended as dead letters that the test did not ask for with `failures()`.",
    retryable: false,
  },
  test_not_settled: {
    summary: "Runs were still unfinished, most often in back-off, when `settle` had let all the virtual time pass that it may.",
    retryable: false,
  },
  test_gig_unknown: {
    summary: "The agent has no gig of that title; the message lists those it has. Without a title it must have exactly one.",
    retryable: false,
  },
  test_order_unknown: { summary: "The hand-driven seller has no order that waits for it.", retryable: false },
  test_duration_invalid: {
    summary: "A duration is neither milliseconds nor a number with ms, s, m, h or d behind it.",
    retryable: false,
  },
  model_call_unexpected: {
    summary: "A request reached the test's model that no expectation takes; the message lists those that were left.",
    retryable: false,
  },
  model_call_missing: { summary: "An expectation of the test's model was used less often than it says.", retryable: false },
  cassette_miss: {
    summary:
      "A request is not in the cassette; the message shows how it differs from the nearest one. Record again if that is meant.",
    retryable: false,
  },
  cassette_invalid: { summary: "The cassette is no JSON of a format this version reads.", retryable: false },
} as const;
export const testingError = errorFactory(testingErrors);
