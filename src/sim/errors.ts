import { errorFactory } from "../base/errors.ts";

/** Every error of the simulator. */
export const simErrors = {
  scenario_invalid: {
    summary: "The scenario is unreadable or wrong; the message has one `file:line:column` line for every fault.",
    retryable: false,
  },
  setting_invalid: {
    summary:
      "A setting for a sweep is unreadable, contradicts another, or asks for too many runs; `--set path=a,b,c` is its form.",
    retryable: false,
  },
  run_failed: {
    summary:
      "One of several runs could not be played to its end; the message names its seed, its setting and why. The others were stopped.",
    retryable: false,
  },
  agent_blocked: {
    summary:
      "Code of an agent in a simulation did not give control back for half a minute of real time, as an endless loop does; the message names the runs that were under way.",
    retryable: false,
  },
  record_invalid: {
    summary: "A file that should be compared is not a document that `upclaws simulate --json` wrote, or one of another version.",
    retryable: false,
  },
} as const;
export const simError = errorFactory(simErrors);
