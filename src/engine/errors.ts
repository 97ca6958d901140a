import { errorFactory } from "../base/errors.ts";

export const engineErrors = {
  run_not_found: { summary: "No run has that id.", retryable: false },
  run_not_dead: { summary: "Only dead letters can be retried or dropped; the run has another status.", retryable: false },
  spend_limit_exceeded: {
    summary:
      "A spending limit does not allow what a step may cost at most; nothing was sent. The details name the limit, its maximum, what is booked, and what was requested.",
    retryable: false,
  },
  lost_to_other: {
    summary: "Reading back showed that somebody else acted in the meantime; the action was not carried out by us.",
    retryable: false,
  },
  outcome_unknown: {
    summary:
      "It cannot be known whether the platform carried the action out, so it is never sent again by itself. Look at the order, then retry (it reads back once more) or drop the dead letter.",
    retryable: false,
  },
  outcome_pending: {
    summary: "A request was sent and no answer proves what became of it; the next execution reads back before anything else.",
    retryable: true,
  },
  outcome_undecided: {
    summary: "Reading back cannot tell yet what became of a request; it is asked again at `retryAtMs`.",
    retryable: true,
  },
  action_refused: { summary: "The platform refused an action without an error we know.", retryable: false },
  action_not_sent: {
    summary: "A handler ended well without sending an action it had begun; the intent is closed and its cost released.",
    retryable: false,
  },
  waiting_for_approval: {
    summary:
      "An earlier action of the run on the same order is held for a person; this one was not begun, and the run ends as waiting.",
    retryable: false,
  },
  replay_diverged: {
    summary:
      "The handler ran again and did not ask for a step that an earlier execution had recorded: its code changed, or it is not deterministic. `dead-letters retry --fresh` forgets plain steps.",
    retryable: false,
  },
  forgotten_await_failed: {
    summary: "A handler returned without awaiting a step or action, and that one failed; await every call.",
    retryable: false,
  },
  crash_loop: {
    summary: "The process died three times while this run alone was executing and made no progress.",
    retryable: false,
  },
  value_not_json: { summary: "A step or action returned a value that JSON cannot hold.", retryable: false },
  cost_not_integer: { summary: "The maximum cost of a step must be a whole number of its unit, at least 0.", retryable: false },
  engine_stopped: {
    summary: "The engine was stopped while a run was executing; the run stays for the next start.",
    retryable: true,
  },
  internal: { summary: "The handler or the runtime threw something that is not an error of the package.", retryable: false },
} as const;

export const engineError = errorFactory(engineErrors);
