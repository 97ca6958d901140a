import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import {
  type AlertCondition,
  alertChanges,
  alertsFailed,
  alertsSent,
  applyAlertChanges,
  dueAlerts,
  nextAlertDueMs,
} from "../../src/store/alert-table.ts";
import { openMemoryDirectory } from "../../src/store/data-directory.ts";

const hourMs = 3_600_000;
const condition = (subject: string, kind = "stalled"): AlertCondition => ({
  kind,
  subject,
  agent: "a",
  text: subject,
  details: null,
});

function open() {
  const { database } = openMemoryDirectory({
    clock: new VirtualClock(),
    onFatal: (error) => {
      throw error;
    },
  });
  const look = (nowMs: number, conditions: readonly AlertCondition[], complete = ["stalled", "budget"]) => {
    const changes = alertChanges(database, { conditions, complete, nowMs });
    applyAlertChanges(database, changes, nowMs);
    return { raised: changes.raise.map(({ subject }) => subject), resolved: changes.resolve.length };
  };
  return { database, look };
}

describe("alerts in the store", () => {
  it("are raised once per kind and subject", () => {
    const { look } = open();
    expect(look(0, [condition("x"), condition("y"), condition("x", "budget")]).raised).toEqual(["x", "y", "x"]);
    expect(look(1, [condition("x"), condition("y"), condition("x", "budget")])).toEqual({ raised: [], resolved: 0 });
  });

  it("are raised anew after 24 hours, and not before", () => {
    const { look } = open();
    look(0, [condition("x")]);
    expect(look(24 * hourMs - 1, [condition("x")]).raised).toEqual([]);
    expect(look(24 * hourMs, [condition("x")])).toEqual({ raised: ["x"], resolved: 1 });
    expect(look(24 * hourMs + 1, [condition("x")]).raised).toEqual([]);
  });

  it("are resolved when they are gone, unless the list of their kind was cut off", () => {
    const { look } = open();
    look(0, [condition("x"), condition("y", "budget")]);
    expect(look(1, [], ["stalled"])).toEqual({ raised: [], resolved: 1 });
    expect(look(2, [condition("x")]).raised).toEqual(["x"]);
  });

  it("are due by kind, oldest first, resolved or not, until they were sent", () => {
    const { database, look } = open();
    look(0, [condition("x"), condition("b", "budget")]);
    look(5, [condition("x"), condition("z"), condition("b", "budget")]);
    look(6, []);
    const due = dueAlerts(database, 10, 50);
    expect(due.map(({ subject, resolvedAtMs }) => [subject, resolvedAtMs])).toEqual([
      ["x", 6],
      ["z", 6],
    ]);
    alertsSent(
      database,
      due.map(({ id }) => id),
      10,
    );
    const [budget] = dueAlerts(database, 10, 50);
    expect(budget).toMatchObject({ kind: "budget", attempts: 0 });
    alertsFailed(database, [budget!.id], 99);
    expect(dueAlerts(database, 98, 50)).toEqual([]);
    expect(nextAlertDueMs(database)).toBe(99);
    expect(dueAlerts(database, 99, 50)).toMatchObject([{ kind: "budget", attempts: 1 }]);
    alertsSent(database, [budget!.id], 99);
    expect(nextAlertDueMs(database)).toBeUndefined();
  });

  it("are forgotten a month after they were raised, when they are over", () => {
    const { database, look } = open();
    look(0, [condition("x")]);
    look(1, []);
    look(40 * 24 * hourMs, [condition("y")]);
    expect(database.all("SELECT subject FROM alert")).toEqual([{ subject: "y" }]);
  });
});
