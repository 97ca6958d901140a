import { describe, expect, it } from "vitest";
import { allOrders } from "../../src/client/pages.ts";
import type { OrderRow } from "../../src/protocol/entities/order.ts";
import { orderRow } from "./fixtures.ts";

const ids = (count: number, prefix = "o") => Array.from({ length: count }, (_unused, index) => `${prefix}${index}`);

/** A listOrders over whatever `orders` holds at the time of each call, with the server's silent cap. */
function listing(current: (call: number) => readonly string[], cap = 100) {
  let calls = 0;
  return {
    calls: () => calls,
    client: {
      listOrders: async ({ limit = 20, offset = 0 }: { limit?: unknown; offset?: unknown } = {}) => {
        const from = Number(offset);
        const page = current(calls++).slice(from, from + Math.min(Number(limit), cap));
        return { tasks: page.map((id) => orderRow(id) as OrderRow) };
      },
    },
  };
}

describe("allOrders", () => {
  it.each([0, 1, 5, 19, 20, 21, 99, 100, 101, 250])("finds all of %i orders, once each", async (count) => {
    for (const cap of [20, 100]) {
      const { client } = listing(() => ids(count), cap);
      expect([...(await allOrders(client, {})).keys()].sort()).toEqual(ids(count).sort());
    }
  });

  it("costs four reads for a short list, one for an empty one", async () => {
    const some = listing(() => ids(3));
    await allOrders(some.client, { role: "seller", status: "pending" });
    expect(some.calls()).toBe(4);
    const none = listing(() => []);
    await allOrders(none.client, {});
    expect(none.calls()).toBe(1);
  });

  it("finds every order that stays, while others leave the list between pages", async () => {
    // Every call, eight orders at the top leave: more than the overlap, so the first pass misses some.
    const { client } = listing((call) => ids(60).slice(Math.min(call * 8, 24)), 20);
    const found = await allOrders(client, {});
    for (const id of ids(60).slice(24)) expect(found.has(id), id).toBe(true);
  });

  it("finds what arrives at the top while it reads", async () => {
    const { client } = listing((call) => [...ids(Math.min(call, 4), "new"), ...ids(40)], 20);
    expect((await allOrders(client, {})).size).toBe(44);
  });

  it("ends although the server ignores the offset", async () => {
    const { client, calls } = listing(() => ids(30));
    const stuck = { listOrders: async () => await client.listOrders({ limit: 100 }) };
    expect((await allOrders(stuck, {})).size).toBe(30);
    expect(calls()).toBeLessThan(20);
  });

  it("ends although new orders never stop arriving", async () => {
    const { client, calls } = listing((call) => ids(call + 1).reverse());
    await allOrders(client, {});
    expect(calls()).toBeLessThan(200);
  });
});
