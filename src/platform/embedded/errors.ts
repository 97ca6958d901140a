import { errorFactory } from "../../base/errors.ts";

export const embeddedErrors = {
  seed_is_predictable: {
    summary: "A seeded market's keys can be guessed, so it listens on this machine only; leave `seed` out, or `host`.",
    retryable: false,
  },
} as const;

export const embeddedError = errorFactory(embeddedErrors);
