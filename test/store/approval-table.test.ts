import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorCode } from "../../src/base/errors.ts";
import { openDatabase } from "../../src/base/sqlite/database.ts";
import { type FrozenAction, hashOf } from "../../src/store/approval.ts";
import {
  type ApprovalChange,
  changeApproval,
  findApproval,
  insertApproval,
  selectApprovals,
} from "../../src/store/approval-table.ts";
import { migrations } from "../../src/store/migrations.ts";

const frozen: FrozenAction = {
  id: "a1",
  agent: "shopper",
  runId: "run 1",
  lane: "shopper/order 1",
  orderId: "order 1",
  action: "approve",
  params: { text: "word for word" },
  situation: { order: { status: "delivered", round: 0, price: 8 } },
  expiresAtMs: 1_000,
};

function table(over: Partial<FrozenAction> = {}) {
  const database = openDatabase({ path: ":memory:", migrations });
  insertApproval(database, { ...frozen, ...over }, 100);
  const move = (to: ApprovalChange["to"], by = "somebody", nowMs = 500, more: Partial<ApprovalChange> = {}) =>
    changeApproval(database, { id: "a1", to, by, ...more }, nowMs);
  const code = (...args: Parameters<typeof move>) => {
    try {
      move(...args);
      return "moved";
    } catch (error) {
      return errorCode(error);
    }
  };
  return { database, move, code, row: () => findApproval(database, "a1") };
}

describe("a held action in the store", () => {
  it("keeps everything that was frozen, and its hash", () => {
    expect(table().row()).toEqual({
      ...frozen,
      hash: hashOf(frozen),
      status: "held",
      heldAtMs: 100,
      decidedAtMs: null,
      endedAtMs: null,
      reason: null,
      result: null,
    });
  });

  it("is not frozen a second time under its id, whatever the second one says", () => {
    const { database, row } = table();
    insertApproval(database, { ...frozen, params: { text: "other words" } }, 200);
    expect(selectApprovals(database)).toHaveLength(1);
    expect(row()).toMatchObject({ params: frozen.params, heldAtMs: 100 });
  });

  it("has another hash when any frozen thing is another", () => {
    const others: Partial<FrozenAction>[] = [
      { agent: "x" },
      { action: "x" },
      { orderId: null },
      { params: null },
      { situation: null },
    ];
    const hashes = others.map((other) => hashOf({ ...frozen, ...other }));
    expect(new Set([hashOf(frozen), ...hashes])).toHaveLength(6);
  });

  it("is approved, then carried out with its result", () => {
    const { move, row } = table();
    expect(move("approved", "command 1")).toMatchObject({ moved: true, approval: { status: "approved", endedAtMs: null } });
    move("carried_out", "run 2", 600, { result: { state: "done" } });
    expect(row()).toMatchObject({ status: "carried_out", decidedAtMs: 500, endedAtMs: 600, result: { state: "done" } });
  });

  it("is rejected with the person's reason", () => {
    const { move, row } = table();
    move("rejected", "command 1", 500, { reason: "too dear" });
    expect(row()).toMatchObject({ status: "rejected", reason: "too dear", decidedAtMs: 500, endedAtMs: 500 });
  });

  it("takes a repetition by the same mover as no change, also after it was carried out", () => {
    const { move } = table();
    move("approved", "command 1");
    expect(move("approved", "command 1").moved).toBe(false);
    move("carried_out", "run 2");
    expect(move("approved", "command 1")).toMatchObject({ moved: false, approval: { status: "carried_out" } });
    expect(move("carried_out", "run 2").moved).toBe(false);
  });

  it("takes another decision by the same mover as a second one", () => {
    const { move, code } = table();
    move("rejected", "command 1");
    expect(code("approved", "command 1")).toBe("approval_closed");
    const other = table();
    other.move("invalidated", "run 1");
    expect(other.code("approved", "run 1")).toBe("approval_closed");
  });

  it("refuses a second decision by anybody else", () => {
    const { move, code } = table();
    move("approved", "command 1");
    expect(code("approved", "command 2")).toBe("approval_closed");
    expect(code("rejected", "command 3")).toBe("approval_closed");
    expect(code("expired", "timer")).toBe("approval_closed");
  });

  it("lets nobody decide once its time has run out, even before the timer has run", () => {
    const { code } = table();
    expect(code("approved", "command 1", 1_000)).toBe("approval_closed");
    expect(code("rejected", "command 1", 1_000)).toBe("approval_closed");
    expect(code("expired", "timer", 1_000)).toBe("moved");
  });

  it("may be carried out after that time when it was approved before", () => {
    const { move, code } = table();
    move("approved", "command 1", 999);
    expect(code("carried_out", "run 2", 5_000)).toBe("moved");
  });

  it("is unknown by another id", () => {
    const { database } = table();
    expect(() => changeApproval(database, { id: "nope", to: "approved", by: "x" }, 0)).toThrow(
      expect.objectContaining({ code: "approval_not_found" }),
    );
  });

  it("is found by status, agent and run", () => {
    const { database } = table();
    insertApproval(database, { ...frozen, id: "a2", agent: "writer", runId: "run 9" }, 50);
    changeApproval(database, { id: "a2", to: "rejected", by: "x" }, 60);
    const ids = (...filter: Parameters<typeof selectApprovals> extends [unknown, ...infer F] ? F : never) =>
      selectApprovals(database, ...filter).map(({ id }) => id);
    expect(ids()).toEqual(["a2", "a1"]);
    expect(ids({ status: ["held"] })).toEqual(["a1"]);
    expect(ids({ agent: "writer" })).toEqual(["a2"]);
    expect(ids({ runId: "run 1", status: ["held", "approved"] })).toEqual(["a1"]);
    expect(ids({ limit: 1 })).toEqual(["a1"]);
  });
});

it("ends in one way only, and is carried out only after it was approved, in whatever order anybody tries", () => {
  const tries = fc.array(
    fc.record({
      to: fc.constantFrom<ApprovalChange["to"]>("approved", "rejected", "expired", "invalidated", "carried_out"),
      by: fc.constantFrom("a", "b", "c"),
      nowMs: fc.nat(2_000),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(tries, (attempts) => {
      const { database } = table();
      const path: string[] = [];
      for (const { nowMs, ...change } of attempts) {
        try {
          const { moved, approval } = changeApproval(database, { id: "a1", ...change }, nowMs);
          if (moved) path.push(change.to);
          else expect([approval.status, change.to]).toContain(path.includes(change.to) ? change.to : "not moved, yet no error");
        } catch (error) {
          expect(errorCode(error)).toBe("approval_closed");
        }
      }
      expect(["", "approved", "approved carried_out", "approved invalidated", "rejected", "expired", "invalidated"]).toContain(
        path.join(" "),
      );
    }),
    { verbose: true },
  );
});
