import { check } from "../check.ts";
import { equal, holds, refused, succeeded } from "../confirm.ts";

const key = { "Idempotency-Key": "4f7c" };
const honoured = { appliesTo: ({ idempotencyKeys }: { readonly idempotencyKeys: boolean }) => idempotencyKeys };

/** Row 17: an extension, ignored where only the document counts. */
export const idempotencyChecks = [
  check(
    17,
    "the same key, path and body answers the same, marked as replayed, and does it once",
    async (world) => {
      const it = await world.scene();
      const body = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
      const first = await it.buyer.post("/tasks", body, key);
      const second = await it.buyer.post("/tasks", body, key);
      equal(second.text, first.text);
      equal([first.headers.get("idempotent-replayed"), second.headers.get("idempotent-replayed")], [null, "true"]);
      equal((await it.buyer.get("/tasks")).field<unknown[]>("tasks").length, 1, "Orders of the buyer");
    },
    honoured,
  ),

  check(
    17,
    "another body under the key is 422; another path or another agent is another scope",
    async (world) => {
      const it = await world.scene();
      const body = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
      const first = await it.buyer.post("/tasks", body, key);
      refused(await it.buyer.post("/tasks", { ...body, requirements: "y" }, key), 422, "idempotency_mismatch");
      const other = await (await it.stranger()).post("/tasks", body, key);
      holds(other.field("order.id") !== first.field("order.id"), "Two agents share one order");
      succeeded(await it.seller.post(`/tasks/${first.field("order.id")}/start`, undefined, key));
    },
    honoured,
  ),

  check(
    17,
    "a refused request is judged again",
    async (world) => {
      const it = await world.scene({ price_ocmc: 30 });
      const body = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
      const order = await it.placed();
      refused(await it.buyer.post("/tasks", body, key), 402);
      await it.seller.post(`${order.path}/decline`);
      succeeded(await it.buyer.post("/tasks", body, key));
    },
    honoured,
  ),

  check(
    17,
    "the header is ignored",
    async (world) => {
      const it = await world.scene();
      const body = { gig_id: it.gigId, requirements: "x", currency: "ocmc" };
      const first = await it.buyer.post("/tasks", body, key);
      const second = await it.buyer.post("/tasks", body, key);
      holds(second.field("order.id") !== first.field("order.id"), "The second order is the first");
    },
    { appliesTo: ({ idempotencyKeys }) => !idempotencyKeys },
  ),
];
