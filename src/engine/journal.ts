import type { Json } from "../base/json.ts";
import type { NewRun } from "./run.ts";

/**
 * A run's memory. Whatever `step` or `action` returned is committed before the promise settles; when the run executes again
 * they return the recorded value without running. A step's identity is its name and how many of that name came before it,
 * so that steps may run side by side.
 */
export interface Journal {
  /**
   * Runs `perform` once. Its value (JSON) or its permanent failure (an UpclawsError that is not retryable) is committed; a retryable one
   * and any other thrown value are not, so the next execution tries again. What is returned has gone through JSON, the first time too. With `cost`, the maximum is reserved in the books by a commit before `perform` begins, and replaced by the
   * actual cost in the commit that records the value; a crash in between leaves the maximum booked.
   */
  step<T>(name: string, perform: (signal: AbortSignal) => Promise<T>, options?: StepOptions<T>): Promise<T>;
  /**
   * A side effect with an intent committed before the request and a result after it. See ActionSpec. Rejects with the refusal,
   * `lost_to_other`, `outcome_unknown` or `spend_limit_exceeded` (permanent), or `outcome_pending` / `outcome_undecided` (retryable: the
   * intent is open, and no other action of this execution is begun). A run that ends well all the same is retried: the engine
   * leaves no open intent behind.
   */
  action<R>(spec: ActionSpec<R>): Promise<R>;
  /**
   * Claims an event identity for this run. False when another run holds it, unless that one ended `lost_to_other`: the order went on without us
   * and may need us anew, in a round that our own journal cannot tell from the lost one. The same run may claim again (a retry).
   * Durable when the promise resolves.
   */
  claim(key: string): Promise<boolean>;
  /**
   * Ends this execution's journal now (a time-out): calls in flight and later ones never settle, nothing more is recorded, and the
   * execution's signal aborts with `reason`. The engine then takes the outcome without waiting for calls in flight. Idempotent.
   */
  revoke(reason: unknown): void;
}

export interface StepOptions<T> {
  readonly cost?: StepCost<T>;
  /** An identity that goes with the value: claimed in the same commit if it is free. `claim` tells whether it was. */
  readonly claims?: (value: T) => string | null;
  /** Kept beside the record for `orders show` and `usage`: the model, the tool. */
  readonly note?: Json;
  /**
   * What the step asks for, in parts, kept for `replay`: with the reservation, or with the value where nothing is reserved. A part that several steps
   * of a run share is kept once. Called when the step is performed.
   */
  readonly request?: () => readonly string[];
}

/** What a step may cost and did cost. Amounts are integers in `unit`. */
export interface StepCost<T> {
  readonly unit: CostUnit;
  /** The most it can cost. */
  readonly maximum: number;
  readonly limits: readonly SpendLimit[];
  /** The actual cost of a value; at most what was reserved counts as known, more is booked as told. */
  readonly actual: (value: T) => number;
  /**
   * What a failed attempt did cost, as far as the error tells; undefined (or no function) = unknown, and the maximum stays booked.
   * A refused connection or a 429 costs nothing; a time-out may have cost everything.
   */
  readonly actualOnError?: (error: unknown) => number | undefined;
}

/** usd_nano: 10⁻⁹ USD of model cost. ocmc: marketplace currency. */
export type CostUnit = "usd_nano" | "ocmc";

/** "What is booked within `scope` since `sinceMs`, plus the new amount, must not exceed `maximum`." Checked in the commit that books it. */
export interface SpendLimit {
  /** Named in the error, e.g. `budget.usdPerDay`. */
  readonly name: string;
  /** Empty = everything that is booked here, whoever books it. */
  readonly scope: { readonly agent?: string; readonly subject?: string };
  readonly sinceMs: number;
  readonly maximum: number;
}

/** What reading back told of an intent without a result. */
export type Resolution<R> =
  /** It happened, and it was us. */
  | { readonly state: "done"; readonly result: R }
  /** It did not happen: send it (again). */
  | { readonly state: "absent" }
  /** Somebody else acted: the run ends `lost_to_other`. */
  | { readonly state: "conflict"; readonly reason: string }
  /** It cannot be known: never resent, dead-letters as `outcome_unknown`. */
  | { readonly state: "unknown"; readonly reason: string }
  /** Cannot be told yet: ask again at that time. */
  | { readonly state: "undecided"; readonly retryAtMs: number; readonly reason: string };

/**
 * What became of one request. Throw an UpclawsError for failures before anything was sent: a retryable one leaves the intent to be sent by
 * the next execution without reading back, a permanent one is recorded as the refusal. Anything else that is thrown counts as `unknown`.
 */
export type SendOutcome<R> =
  | { readonly state: "done"; readonly result: R }
  /** The platform answered and refused. `readBack` decides whether the state shows our own earlier request; if absent, `error` is the result. */
  | { readonly state: "refused"; readonly error: unknown }
  /** No answer, or one that proves nothing: the request may have been carried out. */
  | { readonly state: "unknown"; readonly error: unknown };

/** An intent as committed: everything reading back needs after a crash. */
export interface Intent {
  /** Derived from run and step: the same after every crash. */
  readonly id: string;
  readonly params: Json;
  readonly preImage: Json;
  readonly createdAtMs: number;
  /** When the request was (or may have been) sent last. */
  readonly sentAtMs: number;
}

export interface ActionSpec<R> {
  /** deliver, placeOrder …: also the verb under which confirmed actions are counted. */
  readonly name: string;
  /** The order (or gig) it acts on. */
  readonly subject: string;
  readonly params: Json;
  /**
   * Policy, budget and legality, then the pre-image; called only when there is neither a result nor an intent yet. Throws to refuse; nothing is
   * recorded then. Its answer is committed as the intent.
   */
  readonly prepare: (signal: AbortSignal) => Promise<Json>;
  /**
   * After `prepare`, when a person must decide first: what is frozen under that id, and what the call returns instead of a result. Undefined =
   * nobody needs to. Recorded like a result: the action is not sent by this run any more, and its cost is not booked.
   */
  readonly hold?: (approvalId: string) => Promise<Hold<R> | undefined>;
  /** Not begun behind a held action of this run on the same subject: rejects with `waiting_for_approval`. */
  readonly waitsForHeld?: boolean;
  /** Marketplace spend: booked with the intent, released when the intent turns out absent or refused. */
  readonly cost?: { readonly unit: CostUnit; readonly amount: number; readonly limits: readonly SpendLimit[] };
  readonly send: (intent: Intent, signal: AbortSignal) => Promise<SendOutcome<R>>;
  readonly readBack: (intent: Intent, signal: AbortSignal) => Promise<Resolution<R>>;
}

/** An action that is frozen instead of sent. */
export interface Hold<R> {
  readonly value: R;
  /** What must still be so when it is carried out. */
  readonly situation: Json;
  /** From then on nobody can approve or reject it; null = never. */
  readonly expiresAtMs: number | null;
  /** Submitted in the commit that freezes it: the timer of its expiry. */
  readonly submit: readonly NewRun[];
}
