import { errorFactory } from "../base/errors.ts";

export const configErrors = {
  config_invalid: {
    summary:
      "The configuration file is missing, unreadable or wrong; `problems` lists everything found, each with file, line, column, path, received and allowed.",
    retryable: false,
  },
  credentials_exposed: {
    summary: "Other users of this machine can read the credentials file; `chmod 600` it, and consider the keys known.",
    retryable: false,
  },
  credentials_unreadable: {
    summary: "The credentials file is damaged or cannot be read; restore it, since its keys were shown only once.",
    retryable: false,
  },
  registration_unresolved: {
    summary:
      "A registration was begun and its answer never stored: the agent may exist and its key be lost. A human decides: discard the intent to register again.",
    retryable: false,
  },
  already_registered: { summary: "The credentials file holds a key for this agent on this platform already.", retryable: false },
} as const;
export const configError = errorFactory(configErrors);
