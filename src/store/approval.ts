import { canonicalJson, type Json, sha256Hex } from "../base/json.ts";

/**
 * held: waits for a person. approved: a run is carrying it out. The rest is final: carried_out, rejected (by a person), expired (its time ran
 * out), invalidated (what it was about changed before it was carried out).
 */
export type ApprovalStatus = "held" | "approved" | "carried_out" | "rejected" | "expired" | "invalidated";

/** An action as it was frozen: what a person decides about, word for word. */
export interface FrozenAction {
  /** Derived from run, step and parameters: the same after every crash, another one for other parameters. */
  readonly id: string;
  readonly agent: string;
  /** The run that asked for the action. */
  readonly runId: string;
  /** Where the action is carried out: the lane of that run. */
  readonly lane: string;
  readonly orderId: string | null;
  /** deliver, approve, placeOrder … */
  readonly action: string;
  readonly params: Json;
  /** What must still be so when the action is carried out: order status, round, price. */
  readonly situation: Json;
  /** From then on nobody can decide about it any more; null = never. */
  readonly expiresAtMs: number | null;
}

export interface Approval extends FrozenAction {
  readonly status: ApprovalStatus;
  /** Of everything that was frozen; see `hashOf`. */
  readonly hash: string;
  readonly heldAtMs: number;
  /** When it left `held`; null while it has not. */
  readonly decidedAtMs: number | null;
  /** When it became final; null while it is not. */
  readonly endedAtMs: number | null;
  /** A person's words, or what changed; null when there is nothing to say. */
  readonly reason: string | null;
  /** What the action answered when it was carried out; null before. */
  readonly result: Json;
}

/** Where an approval may go from where. */
const moves: Readonly<Record<ApprovalStatus, readonly ApprovalStatus[]>> = {
  held: ["approved", "rejected", "expired", "invalidated"],
  approved: ["carried_out", "invalidated"],
  carried_out: [],
  rejected: [],
  expired: [],
  invalidated: [],
};

export function mayMove(from: ApprovalStatus, to: ApprovalStatus): boolean {
  return moves[from].includes(to);
}

export function isFinal(status: ApprovalStatus): boolean {
  return moves[status].length === 0;
}

/** Over everything frozen, so that nothing else than what was shown can be carried out. */
export function hashOf({ agent, action, orderId, params, situation }: FrozenAction): string {
  return sha256Hex(canonicalJson({ agent, action, orderId, params, situation }));
}
