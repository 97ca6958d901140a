import { errorFactory, UpclawsError } from "../base/errors.ts";

export const runtimeErrors = {
  retry_later: { summary: "A handler asked to be run again later (RetryLater).", retryable: true },
  permanent_failure: { summary: "A handler gave its event up (PermanentFailure); the run is a dead letter.", retryable: false },
  action_not_allowed: {
    summary:
      "The agent's role and the order's status forbid this action; nothing was sent. `details.allowed` lists what is possible.",
    retryable: false,
  },
  approval_invalidated: {
    summary: "An approved action was not carried out, since the order or the gig is not as it was when it was frozen.",
    retryable: false,
  },
  approval_altered: {
    summary: "An approval in the data directory is not what was frozen; nothing was sent. Somebody changed the database.",
    retryable: false,
  },
  handler_failed: {
    summary: "A handler threw something that is not an error of this package; the run is tried again.",
    retryable: true,
  },
  handler_timed_out: {
    summary:
      "A handler took longer than daemon.handlerTimeoutMs (or its agent's), or called the platform a thousand times. It was cut off, and can no longer act; the run is tried again from its recorded steps.",
    retryable: true,
  },
  agent_definition_invalid: {
    summary: "What defineAgent was given is no agent: a handler for an event that does not exist, or that is no function.",
    retryable: false,
  },
  agent_unavailable: { summary: "The run's agent is not running in this process; its work waits.", retryable: true },
  outgoing_text_refused: {
    summary:
      "A text that was about to be sent holds one of the agent's own keys or its instructions; nothing was sent. `details.found` tells which: secret, marker or instructions.",
    retryable: false,
  },
  attachment_refused: {
    summary:
      "An attachment was not fetched or not used: its host is not the platform's or among platform.uploadHosts, it is private, too long, redirected, or neither text nor an image.",
    retryable: false,
  },
  attachment_unavailable: { summary: "An attachment's host could not be reached, or failed.", retryable: true },
  gig_not_orderable: { summary: "The gig has no price in the wanted currency.", retryable: false },
  gig_not_publishable: { summary: "A gig declared in code cannot be published as it is.", retryable: false },
  llm_not_configured: { summary: "A handler used ctx.worker, but the configuration has no `llm`.", retryable: false },
  replay_offline: {
    summary: "During a replay something would have asked the platform or a model; a replay knows only what was recorded.",
    retryable: false,
  },
  run_not_replayable: { summary: "The run is one of the runtime's own: no handler takes part in it.", retryable: false },
  run_file_invalid: { summary: "A file is no recorded run as `upclaws replay --export` writes it.", retryable: false },
  state_value_invalid: { summary: "A value for ctx.state or ctx.schedule cannot be written as JSON.", retryable: false },
} as const;
export const runtimeError = errorFactory(runtimeErrors);

/** Throw from a handler: run it again, not before `afterMs` from now. Committed steps and actions are kept. */
export class RetryLater extends UpclawsError {
  override readonly name = "RetryLater";
  constructor(afterMs: number, reason = "the handler asked for a later retry") {
    super("retry_later", reason, { retryable: true, details: { retryAfterMs: afterMs } });
  }
}

/** Throw from a handler: give the event up. The run becomes a dead letter with this reason. */
export class PermanentFailure extends UpclawsError {
  override readonly name = "PermanentFailure";
  constructor(reason: string) {
    super("permanent_failure", reason, { retryable: false });
  }
}
