import { errorFactory } from "./errors.ts";

export const clockErrors = {
  participant_stuck: {
    summary:
      "A participant of the virtual clock waited for something that is neither the clock nor a context call; time cannot advance.",
    retryable: false,
  },
} as const;

export const clockError = errorFactory(clockErrors);
