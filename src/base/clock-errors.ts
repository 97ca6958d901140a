import { errorFactory } from "./errors.ts";

export const clockErrors = {
  participant_stuck: {
    summary:
      "A participant of the virtual clock waited for something that is neither the clock nor a context call; time cannot advance.",
    retryable: false,
  },
  not_simulable: {
    summary:
      "Code in a simulation wanted a worker thread, a child process, a socket or the like, whose outcome cannot be repeated; the message names it.",
    retryable: false,
  },
} as const;

export const clockError = errorFactory(clockErrors);
