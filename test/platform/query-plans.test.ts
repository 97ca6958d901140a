import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { Database, openDatabase, type SqlValue } from "../../src/base/sqlite/database.ts";
import { Gigs } from "../../src/platform/market/gigs.ts";
import { marketMigrations } from "../../src/platform/market/migrations.ts";
import { Notifications } from "../../src/platform/market/notifications.ts";
import { NotifiedAgents } from "../../src/platform/market/notified-agents.ts";
import { listOrders } from "../../src/platform/market/order-list.ts";
import { Orders } from "../../src/platform/market/orders.ts";
import { orderStatuses } from "../../src/protocol/lifecycle.ts";

/** Answers nothing, and keeps how SQLite would have gone about it. */
class PlanRecorder extends Database {
  readonly steps: string[] = [];
  readonly #target: Database;

  constructor(target: Database) {
    super(target.path, undefined as never);
    this.#target = target;
  }

  override all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    for (const { detail } of this.#target.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values))
      this.steps.push(detail);
    return [];
  }

  override get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    this.all(sql, ...values);
    return undefined;
  }
}

test("every list walks an index in the order it is shown: nothing is sorted, and no table read from end to end", () => {
  const database = openDatabase({ path: ":memory:", migrations: marketMigrations });
  const recorder = new PlanRecorder(database);
  for (const role of ["both", "buyer", "seller"] as const) {
    for (const status of [undefined, ...orderStatuses]) {
      listOrders(recorder, { agent: 1, role, status, openRevisions: true, limit: 20, offset: 0 });
    }
  }
  const gigs = new Gigs(recorder, seededRandom(1));
  for (const category of [undefined, "writing"]) {
    for (const currency of [undefined, "ocmc", "usd"] as const) gigs.list({ category, currency, limit: 20, offset: 0 });
  }
  const notifications = new Notifications(recorder, new NotifiedAgents());
  for (const unreadOnly of [true, false]) {
    for (const newestFirst of [true, false]) {
      notifications.list({ agent: 1, unreadOnly, newestFirst, sinceId: undefined, afterMs: 0, limit: 50 });
    }
  }
  const orders = new Orders(recorder);
  orders.find("x", { byNumberToo: true });
  orders.find("OCM-10001", { byNumberToo: true });
  orders.due(0, 10);
  orders.earliestDeadlineMs();

  expect(recorder.steps.length).toBeGreaterThan(100);
  expect(recorder.steps.filter((step) => step.includes("TEMP B-TREE"))).toEqual([]);
  // `page` holds one page; all gigs, newest first, are read backwards until the page is full.
  const scans = recorder.steps.filter((step) => step.startsWith("SCAN") && step !== "SCAN page");
  expect(new Set(scans)).toEqual(new Set(["SCAN gigs", "SCAN gigs USING INDEX gigs_ocmc", "SCAN gigs USING INDEX gigs_usd"]));
  database.close();
});
