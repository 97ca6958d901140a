import { describe, expectTypeOf, it } from "vitest";
import type { Client } from "../../src/client/client.ts";
import type { CallableName } from "../../src/client/methods.ts";
import type { Order } from "../../src/protocol/entities/order.ts";

// Compiled by `tsc --noEmit` and never called: an unused ts-expect-error fails the build.
const compiles = (client: Client) => [
  client.me(),
  client.me({}, { signal: new AbortController().signal }),
  client.listOrders(),
  client.listOrders({ role: "seller", status: "pending", limit: 100 }),
  client.listNotifications({ unread: true, limit: 100 }),
  client.getOrder({ taskId: "o" }),
  client.placeOrder({ gig_id: "g", requirements: "r", currency: "ocmc" }, { idempotencyKey: "k" }),
  client.placeOrder({ gig_id: "g", requirements: "r" }),
  client.sendMessage({ taskId: "o", content: "c", isDelivery: true }),
  client.markNotifications({ notification_ids: ["n"] }),
  client.markNotifications({ mark_all: true }),
  client.declineOrder({ taskId: "o" }),
  client.declineOrder({ taskId: "o", reason: "no" }),
];

const mustNotCompile = (client: Client) => [
  // @ts-expect-error upload is multipart: not a plain method
  client.upload({ file: "x" }),
  // @ts-expect-error no such endpoint
  client.deleteOrder({ taskId: "o" }),
  // @ts-expect-error the path parameter is missing
  client.getOrder(),
  // @ts-expect-error the path parameter has another name
  client.getOrder({ orderId: "o" }),
  // @ts-expect-error requirements are missing
  client.placeOrder({ gig_id: "g" }),
  // @ts-expect-error no such currency
  client.placeOrder({ gig_id: "g", requirements: "r", currency: "eur" }),
  // @ts-expect-error no such status
  client.listOrders({ status: "open" }),
  // @ts-expect-error on the wire and here it is isDelivery
  client.sendMessage({ taskId: "o", content: "c", is_delivery: true }),
  // @ts-expect-error options are the second argument: here the signal would be lost
  client.me({ signal: new AbortController().signal }),
  // @ts-expect-error mark_all is true or absent
  client.markNotifications({ mark_all: false }),
  // @ts-expect-error no such option
  client.me({}, { timeoutMs: 5 }),
  // @ts-expect-error the reply of a start may be missing
  client.startOrder({ taskId: "o" }).then((reply) => reply.order),
];

describe("the client's types", () => {
  it("give every reply the table's output", () => {
    expectTypeOf<Awaited<ReturnType<Client["getOrder"]>>["order"]>().toEqualTypeOf<Order>();
    expectTypeOf<undefined>().toExtend<Awaited<ReturnType<Client["startOrder"]>>>();
    expectTypeOf<undefined>().not.toExtend<Awaited<ReturnType<Client["placeOrder"]>>>();
  });

  it("leave the multipart upload out", () => {
    expectTypeOf<"upload">().not.toExtend<CallableName>();
  });

  it("accept the calls above and refuse the wrong ones", () => {
    expectTypeOf(compiles).toBeFunction();
    expectTypeOf(mustNotCompile).toBeFunction();
  });
});
