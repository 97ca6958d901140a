import { type Arbitrary, array, assert, constantFrom, dictionary, jsonValue, oneof, property, record, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { endpoints } from "../../src/protocol/endpoints/table.ts";
import { eventPayloadSchema, notificationSchema } from "../../src/protocol/entities/notification.ts";

const runs = { numRuns: 500, verbose: true };
const anything: Arbitrary<unknown> = jsonValue({ maxDepth: 4 });
const payloadKeys = Object.keys(eventPayloadSchema.shape);

/** Almost a notification: known keys with any values, which random JSON would hardly ever hit. */
const crooked = record(
  {
    id: oneof(string(), anything),
    type: oneof(string(), anything),
    payload: oneof(dictionary(constantFrom(...payloadKeys, "__proto__", "toString"), anything), anything),
    is_read: anything,
    created_at: anything,
  },
  { requiredKeys: [] },
);

describe("a page of notifications", () => {
  // fast-check prints seed and counterexample when one of these fails.
  it("is read whatever its rows hold, and a row without a usable id gets an empty one", async () => {
    await assert(
      property(array(oneof(crooked, anything)), anything, (rows, unread) => {
        const page = endpoints.listNotifications.output.parse({ notifications: rows, unread_count: unread });
        expect(page.notifications).toHaveLength(rows.length);
        for (const [index, { id, type, payload }] of page.notifications.entries()) {
          const given = (rows[index] as { id?: unknown } | null)?.id;
          expect(id).toBe(typeof given === "string" && given.length <= 200 ? given : "");
          expect(typeof type).toBe("string");
          expect(typeof payload).toBe("object");
        }
      }),
      runs,
    );
  });

  it("keeps every good row beside any bad one", async () => {
    const good = { id: "n-1", type: "order.created", payload: { order_id: "o-1" } };
    await assert(
      property(anything, (bad) => {
        const page = endpoints.listNotifications.output.parse({ notifications: [bad, good, bad], unread_count: bad });
        expect(page.notifications[1]).toMatchObject(good);
      }),
      runs,
    );
  });

  it("gives each field of a payload the documented type or leaves it out", async () => {
    await assert(
      property(dictionary(constantFrom(...payloadKeys), anything), (payload) => {
        const { price, attachments, ...texts } = eventPayloadSchema.parse(payload);
        expect(["number", "undefined"]).toContain(typeof price);
        expect(attachments === undefined || attachments.every((url) => typeof url === "string")).toBe(true);
        for (const text of Object.values(texts)) expect(["string", "undefined"]).toContain(typeof text);
      }),
      runs,
    );
  });

  it.each([[null], [7], ["text"], [[]], [{}], [{ id: "" }], [{ id: 7, type: "order.created" }]])(
    "marks the row %j as unusable",
    (row) => {
      expect(notificationSchema.parse(row).id).toBe("");
    },
  );

  it("is refused as a whole when it is no page at all", () => {
    for (const reply of [null, [], {}, { notifications: null }, { notifications: {} }, "<html>"]) {
      expect(endpoints.listNotifications.output.safeParse(reply).success).toBe(false);
    }
  });
});
