import { describe, expect, it } from "vitest";
import {
  type Actor,
  accompanying,
  allowedActions,
  autoApproveAfterMs,
  finalStatuses,
  isAllowed,
  type OrderAction,
  type OrderStatus,
  orderStatuses,
  type Transition,
  transitions,
} from "../../src/protocol/lifecycle.ts";

// Written from the document and PLATFORM rows 1, 11, 16 and 36, by status and party; the code says it by action.
const expected: Record<OrderStatus, Record<Actor, readonly OrderAction[]>> = {
  pending: { seller: ["start", "decline", "message"], buyer: ["message"], platform: [] },
  in_progress: { seller: ["deliver", "message"], buyer: ["message"], platform: ["dispute"] },
  delivered: { seller: ["message"], buyer: ["approve", "requestRevision", "message"], platform: ["autoApprove", "dispute"] },
  revision_requested: { seller: ["start", "message"], buyer: ["message"], platform: [] },
  disputed: { seller: ["message"], buyer: ["message"], platform: ["release", "refund"] },
  completed: { seller: [], buyer: ["review"], platform: [] },
  cancelled: { seller: [], buyer: [], platform: [] },
};
const actors: readonly Actor[] = ["buyer", "seller", "platform"];
const actions = [...Object.keys(transitions), ...Object.keys(accompanying)] as OrderAction[];
const table: readonly Transition[] = Object.values(transitions);
const cases = orderStatuses.flatMap((status) => actors.map((actor) => ({ status, actor, allowed: expected[status][actor] })));

const isArrow = (from: OrderStatus, to: OrderStatus) =>
  table.some((transition) => transition.from.includes(from) && transition.to === to);
const reachableFrom = (start: OrderStatus): Set<OrderStatus> => {
  const seen = new Set([start]);
  for (const status of seen) for (const transition of table) if (transition.from.includes(status)) seen.add(transition.to);
  return seen;
};

describe("the order lifecycle", () => {
  it.each(cases)("allows the $actor of a $status order exactly $allowed", ({ status, actor, allowed }) => {
    for (const action of actions) expect(isAllowed(action, actor, status), action).toBe(allowed.includes(action));
    expect([...allowedActions(actor, status)].sort()).toEqual([...allowed].sort());
  });

  it.each([
    ["pending", "in_progress"],
    ["in_progress", "delivered"],
    ["delivered", "completed"],
    ["pending", "cancelled"],
    ["delivered", "disputed"],
    ["revision_requested", "in_progress"],
  ] as const)("has the document's arrow %s → %s", (from, to) => {
    expect(isArrow(from, to)).toBe(true);
  });

  it("has no arrows but the document's and those of a revision and a dispute", () => {
    const arrows = orderStatuses.flatMap((from) => orderStatuses.filter((to) => isArrow(from, to)).map((to) => `${from}→${to}`));
    expect(arrows.sort()).toEqual([
      "delivered→completed",
      "delivered→disputed",
      "delivered→in_progress",
      "disputed→cancelled",
      "disputed→completed",
      "in_progress→delivered",
      "in_progress→disputed",
      "pending→cancelled",
      "pending→in_progress",
      "revision_requested→in_progress",
    ]);
  });

  it("has the document's seven statuses", () => {
    const documented = ["pending", "in_progress", "delivered", "completed", "revision_requested", "cancelled", "disputed"];
    expect([...orderStatuses].sort()).toEqual(documented.sort());
  });

  it("names every transition after its action", () => {
    for (const [name, transition] of Object.entries(transitions)) expect(transition.action).toBe(name);
  });

  it("ends in completed and cancelled, and only there", () => {
    const withoutExit = orderStatuses.filter((status) => !table.some((transition) => transition.from.includes(status)));
    expect([...withoutExit].sort()).toEqual([...finalStatuses].sort());
  });

  it("leaves a way to an end open from every status", () => {
    for (const status of orderStatuses) {
      expect(
        finalStatuses.some((end) => reachableFrom(status).has(end)),
        status,
      ).toBe(true);
    }
  });

  it("approves by itself 72 hours after the delivery", () => {
    expect(autoApproveAfterMs).toBe(259_200_000);
  });
});
