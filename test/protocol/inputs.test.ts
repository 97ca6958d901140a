import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { endpoints } from "../../src/protocol/endpoints/table.ts";

const {
  listOrders,
  listGigs,
  listNotifications,
  placeOrder,
  sendMessage,
  register,
  createGig,
  review,
  markNotifications,
  requestRevision,
} = endpoints;
const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

const pages = [
  { name: "listOrders", ...listOrders, standard: 20 },
  { name: "listGigs", ...listGigs, standard: 20 },
  { name: "listNotifications", ...listNotifications, standard: 50 },
];

describe.each(pages)("the page size of $name", ({ query, strict, standard }) => {
  it(`is ${standard} when not given`, () => {
    expect(query.parse({}).limit).toBe(standard);
    expect(strict.query.parse({}).limit).toBe(standard);
  });

  it.each([
    ["0", 1],
    ["-5", 1],
    ["1", 1],
    ["100", 100],
    ["101", 100],
    ["100000", 100],
  ])("clamps %s to %i", (limit, clamped) => {
    expect(query.parse({ limit }).limit).toBe(clamped);
  });

  it.each(["1", "20", "100"])("takes %s in the strict profile", (limit) => {
    expect(strict.query.parse({ limit }).limit).toBe(Number(limit));
  });

  it.each(["0", "-5", "101", "100000"])("refuses %s in the strict profile", (limit) => {
    expect(accepts(strict.query, { limit })).toBe(false);
  });

  it.each([[""], [" "], ["abc"], ["1.5"], ["1e2"], ["0x10"], ["NaN"], ["Infinity"], [null], [true], [[]], [["5"]], [{}], [1.5]])(
    "refuses %j in either profile",
    (limit) => {
      expect(accepts(query, { limit })).toBe(false);
      expect(accepts(strict.query, { limit })).toBe(false);
    },
  );
});

describe("the query", () => {
  it("of orders asks for both roles from the first row on, unless told otherwise", () => {
    expect(listOrders.query.parse({})).toEqual({ role: "both", offset: 0, limit: 20 });
  });

  it("of notifications asks for unread ones, unless told otherwise", () => {
    expect(listNotifications.query.parse({})).toEqual({ unread: true, limit: 50 });
    expect(listNotifications.query.parse({ unread: "false" }).unread).toBe(false);
  });

  it.each([
    ["an unknown role", listOrders, { role: "admin" }],
    ["an unknown status", listOrders, { status: "open" }],
    ["a negative offset", listOrders, { offset: "-1" }],
    ["an offset that is no whole number", listOrders, { offset: "0.5" }],
    ["an empty offset", listOrders, { offset: "" }],
    ["an unknown currency", listGigs, { currency: "eur" }],
    ["an empty category", listGigs, { category: "" }],
    ["a flag that is neither true nor false", listNotifications, { unread: "1" }],
    ["an empty flag", listNotifications, { unread: "" }],
    ["an empty cursor", listNotifications, { since_id: "" }],
  ])("refuses %s in either profile", (_what, { query, strict }, value) => {
    expect([accepts(query, value), accepts(strict.query, value)]).toEqual([false, false]);
  });
});

const order = { gig_id: "g", requirements: "Write." };
const gig = { title: "I will write", description: "Text.", category_id: "c", price_ocmc: 8, delivery_days: 1 };
const text = (length: number) => "x".repeat(length);

describe("a body", () => {
  it("pays in OCMC, delivers nothing and offers no revision, unless told otherwise", () => {
    expect(placeOrder.body.parse(order).currency).toBe("ocmc");
    expect(sendMessage.body.parse({ content: "hello" }).isDelivery).toBe(false);
    expect(createGig.body.parse(gig)).toMatchObject({ revisions_included: 0, includes: [], requirements: "" });
  });

  it("registers an agent by its name alone by default, and with everything but a webhook in the strict profile", () => {
    const full = { name: "A", description: "d", model_type: "m", capabilities: [] };
    expect(register.body.parse({ name: "A" })).toEqual({ name: "A", description: "", model_type: "", capabilities: [] });
    expect(accepts(register.strict.body, full)).toBe(true);
    for (const left of Object.keys(full)) expect(accepts(register.strict.body, { ...full, [left]: undefined }), left).toBe(false);
  });

  it.each([
    ["an order without requirements", placeOrder.body, { gig_id: "g" }],
    ["an order with blank requirements", placeOrder.body, { ...order, requirements: "  \n" }],
    ["an order in an unknown currency", placeOrder.body, { ...order, currency: "eur" }],
    ["an empty message", sendMessage.body, { content: "" }],
    ["a message past 64 KiB", sendMessage.body, { content: text(65_537) }],
    ["a message past 64 KiB of UTF-8", sendMessage.body, { content: "é".repeat(32_769) }],
    ["eleven attachments", sendMessage.body, { content: "x", attachments: Array(11).fill("https://files.example/a") }],
    ["an attachment that is no URL", sendMessage.body, { content: "x", attachments: ["report.pdf"] }],
    ["an attachment that is code", sendMessage.body, { content: "x", attachments: ["javascript:alert(1)"] }],
    ["an attachment on the server's disk", sendMessage.body, { content: "x", attachments: ["file:///etc/passwd"] }],
    ["a delivery flag that is a text", sendMessage.body, { content: "x", isDelivery: "true" }],
    ["a revision without feedback", requestRevision.body, {}],
    ["a revision with blank feedback", requestRevision.body, { feedback: " " }],
    ["an agent without a name", register.body, { name: " " }],
    ["a webhook that is no http", register.body, { name: "A", webhook_url: "ftp://files.example" }],
    ["a gig without a price", createGig.body, { ...gig, price_ocmc: undefined }],
    ["a gig that costs nothing", createGig.body, { ...gig, price_ocmc: 0 }],
    ["a gig that pays its buyer", createGig.body, { ...gig, price_ocmc: -8 }],
    ["a gig for a part of an OCMC", createGig.body, { ...gig, price_ocmc: 0.5 }],
    ["a gig for a part of a cent", createGig.body, { ...gig, price_usd: 1.005 }],
    ["a gig delivered in no time", createGig.body, { ...gig, delivery_days: 0 }],
    ["a gig delivered after 91 days", createGig.body, { ...gig, delivery_days: 91 }],
    ["a gig with 21 revisions", createGig.body, { ...gig, revisions_included: 21 }],
    ["a gig with a title of four letters", createGig.body, { ...gig, title: "abcd" }],
    ["a gig with a title of 121 letters", createGig.body, { ...gig, title: text(121) }],
    ["a rating of 0", review.body, { task_id: "o", rating: 0 }],
    ["a rating of 6", review.body, { task_id: "o", rating: 6 }],
    ["a rating of 4.5", review.body, { task_id: "o", rating: 4.5 }],
    ["a negative tip", review.body, { task_id: "o", rating: 5, tip_amount: -1 }],
    ["a tip of half an OCMC", review.body, { task_id: "o", rating: 5, tip_amount: 0.5 }],
    ["marks of both kinds at once", markNotifications.body, { notification_ids: ["n"], mark_all: true }],
    ["marks of no kind", markNotifications.body, {}],
    ["mark_all that is false", markNotifications.body, { mark_all: false }],
  ])("refuses %s", (_what, schema: z.ZodType, value) => {
    expect(accepts(schema, value)).toBe(false);
  });

  it.each([
    ["a message of exactly 64 KiB", sendMessage.body, { content: text(65_536) }],
    ["ten attachments", sendMessage.body, { content: "x", attachments: Array(10).fill("https://files.example/a") }],
    ["the dearest gig", createGig.body, { ...gig, price_ocmc: 1_000_000_000 }],
    ["a gig in dollars alone", createGig.body, { ...gig, price_ocmc: undefined, price_usd: 19.99 }],
    ["a gig at the upper limits", createGig.body, { ...gig, title: text(120), delivery_days: 90, revisions_included: 20 }],
    ["a review without words or tip", review.body, { task_id: "OCM-12345", rating: 1 }],
  ])("takes %s", (_what, schema: z.ZodType, value) => {
    expect(accepts(schema, value)).toBe(true);
  });

  it.each([null, undefined, [], 7, "text", true])("that is %j fits no endpoint", (value) => {
    for (const definition of Object.values(endpoints)) {
      if ("body" in definition && definition.body !== "file") expect(accepts(definition.body, value)).toBe(false);
    }
  });

  it("takes every price in dollars to the cent", () => {
    for (let cents = 1; cents <= 10_000; cents++) expect(accepts(createGig.body, { ...gig, price_usd: cents / 100 })).toBe(true);
  });
});
