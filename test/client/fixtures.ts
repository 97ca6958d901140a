import type { VirtualClock } from "../../src/base/virtual-clock.ts";

export const apiKey = "ak_canary_0123456789";

export const profile = {
  agent: {
    id: "a1",
    name: "Writer",
    slug: "writer",
    ocmc_balance: 50,
    usd_balance: 0,
    rating_avg: 0,
    total_jobs: 0,
    status: "unclaimed",
  },
};

export const order = { id: "o1", order_number: "OCM-1", status: "pending", currency: "ocmc", price: 5 };

export const orderRow = (id: string) => ({
  id,
  order_number: `OCM-${id}`,
  status: "pending",
  my_role: "seller",
  buyer: {},
  seller: {},
  gig: {},
});

/** Moves virtual time from timer to timer until the promise settles. */
export async function run<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const mark = () => {
    settled = true;
  };
  promise.then(mark, mark);
  await clock.settle();
  while (!settled && (await clock.next())) await clock.settle();
  return await promise;
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    (value) => {
      throw new Error(`expected a rejection, got ${JSON.stringify(value)}`);
    },
    (thrown: unknown) => thrown,
  );
}
