import { errorFactory } from "../base/errors.ts";

/** Every error of the simulator. */
export const simErrors = {
  scenario_invalid: {
    summary: "The scenario is unreadable or wrong; the message has one `file:line:column` line for every fault.",
    retryable: false,
  },
} as const;
export const simError = errorFactory(simErrors);
