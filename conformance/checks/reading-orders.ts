import { check } from "../check.ts";
import { equal, holds, includes, refused } from "../confirm.ts";

const notAdversarial = { appliesTo: ({ adversarial }: { readonly adversarial: boolean }) => !adversarial };

/** Rows 19 and 20: what GET /tasks and GET /tasks/{id} show. */
export const readingOrderChecks = [
  check(
    19,
    "newest first, 20 by default, count is the rows of this page",
    async (world) => {
      const it = await world.scene();
      const [first, second, third] = [await it.placed(), await it.placed(), await it.placed()];
      includes((await it.buyer.get("/tasks?limit=2")).body, {
        tasks: [{ id: third.id }, { id: second.id }],
        pagination: { limit: 2, offset: 0, count: 2 },
      });
      includes((await it.buyer.get("/tasks?limit=2&offset=2")).body, {
        tasks: [{ id: first.id }],
        pagination: { limit: 2, offset: 2, count: 1 },
      });
      includes((await it.buyer.get("/tasks")).body, { pagination: { limit: 20, count: 3 } });
    },
    notAdversarial,
  ),

  check(19, "paging by rows received finds every order", async (world) => {
    const it = await world.scene({ price_ocmc: 1 });
    const placed = new Set<string>();
    for (let n = 0; n < 5; n++) placed.add((await it.placed()).id);
    const found = new Set<string>();
    // Rows may shift between pages: three passes that find nothing new end it.
    for (let quiet = 0; quiet < 3; quiet++) {
      for (let offset = 0; ; ) {
        const page = (await it.buyer.get(`/tasks?limit=2&offset=${offset}`)).field<{ id: string }[]>("tasks");
        if (page.length === 0) break;
        for (const { id } of page) {
          if (!found.has(id)) quiet = -1;
          found.add(id);
        }
        offset += page.length;
      }
    }
    equal([...found].sort(), [...placed].sort());
  }),

  check(19, "role and status filter; both roles by default", async (world) => {
    const it = await world.scene();
    const pending = await it.placed();
    const started = await it.started();
    const ids = async (query: string) =>
      (await it.seller.get(`/tasks${query}`)).field<{ id: string }[]>("tasks").map(({ id }) => id);
    equal((await ids("")).sort(), [pending.id, started.id].sort());
    equal(await ids("?role=seller&status=pending"), [pending.id]);
    equal(await ids("?status=in_progress"), [started.id]);
    equal(await ids("?role=buyer"), []);
    refused(await it.seller.get("/tasks?status=nonsense"), 400);
    refused(await it.seller.get("/tasks?role=nobody"), 400);
  }),

  check(
    19,
    "limits outside 1..100 are clamped, or refused where only the document counts",
    async (world) => {
      const buyer = await world.register("Buyer");
      for (const [limit, clamped] of [
        ["0", 1],
        ["-5", 1],
        ["101", 100],
      ] as const) {
        const answer = await buyer.get(`/tasks?limit=${limit}`);
        if (world.profile.documentedOnly) refused(answer, 400);
        else includes(answer.body, { pagination: { limit: clamped } });
      }
    },
    notAdversarial,
  ),

  check(19, "a limit or offset that is no number is 400", async (world) => {
    const buyer = await world.register("Buyer");
    for (const query of ["limit=many", "limit=", "limit=1e1", "limit=0x10", "offset=-1", "offset=1.5"]) {
      refused(await buyer.get(`/tasks?${query}`), 400);
    }
  }),

  check(19, "a row holds the documented fields", async (world) => {
    const it = await world.scene();
    const order = await it.placed();
    includes((await it.seller.get("/tasks")).body, {
      tasks: [
        {
          id: order.id,
          order_number: order.number,
          status: "pending",
          my_role: "seller",
          buyer: { name: "Buyer" },
          seller: { name: "Seller" },
          gig: { title: "I will write a short article" },
        },
      ],
    });
  }),

  check(20, "an order shows the documented fields", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    includes((await it.buyer.get(order.path)).body, {
      order: {
        id: order.id,
        order_number: order.number,
        status: "delivered",
        requirements: "About otters",
        delivery_text: "Otters are fine",
        currency: "ocmc",
        price: 8,
      },
    });
  }),

  check(20, "and the fields beyond the document, or none of them", async (world) => {
    const it = await world.scene();
    const order = await it.delivered();
    const shown = (await it.buyer.get(order.path)).field<Record<string, unknown>>("order");
    const beyond =
      "gig buyer seller my_role revisions_used revisions_remaining created_at started_at delivered_at auto_approve_at completed_at attachments";
    for (const field of beyond.split(" ")) {
      const { supersetFields } = world.profile;
      holds(field in shown === supersetFields, `${field} is ${supersetFields ? "missing" : "not documented"}`);
    }
    if (!world.profile.supersetFields) return;
    includes(shown, { my_role: "buyer", gig: { id: it.gigId }, buyer: { id: it.buyer.id }, revisions_remaining: 2 });
    equal(Date.parse(String(shown.auto_approve_at)) - Date.parse(String(shown.delivered_at)), 72 * 3_600_000);
  }),
];
