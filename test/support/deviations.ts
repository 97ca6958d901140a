import type { Deviation, Exchange, ProxiedReply } from "./deviating-proxy.ts";

export interface PlantedDeviation {
  readonly name: string;
  /** The row of PLATFORM.md whose checks have to notice. */
  readonly row: number;
  /** Fresh state for every server. */
  readonly plant: () => Deviation;
}

type Json = Record<string, Record<string, unknown>>;

function rewritten(reply: ProxiedReply, change: (body: Json) => unknown, status = reply.status): ProxiedReply {
  const body = JSON.parse(reply.text) as Json;
  return { ...reply, status, text: JSON.stringify(change(body) ?? body) };
}

function isCall({ request }: Exchange, method: string, path: RegExp): boolean {
  return request.method === method && path.test(request.path);
}

/** Balances as shown are off by what `debts` holds, by agent id. */
async function shiftedBalance(exchange: Exchange, shifts: ReadonlyMap<unknown, number>): Promise<ProxiedReply> {
  const reply = await exchange.forward();
  if (!isCall(exchange, "GET", /^\/agents\/me$/) || reply.status !== 200) return reply;
  return rewritten(reply, ({ agent }) => {
    const shift = shifts.get(agent!.id) ?? 0;
    return { agent: { ...agent, ocmc_balance: Number(agent!.ocmc_balance) + shift } };
  });
}

async function orderOf({ request, forward }: Exchange): Promise<Record<string, unknown>> {
  const { text } = await forward({ method: "GET", path: request.path.replace(/\/\w+$/, ""), body: "" });
  return (JSON.parse(text) as Json).order!;
}

export const honest: Deviation = ({ forward }) => forward();

export const deviations: readonly PlantedDeviation[] = [
  {
    name: "pays the seller twice",
    row: 13,
    plant: () => async (exchange) => {
      const reply = await exchange.forward();
      if (isCall(exchange, "POST", /\/approve$/) && reply.status === 200) {
        const { seller } = await orderOf(exchange);
        await exchange.server.platform.operator.credit({
          agentId: String((seller as { id: string }).id),
          currency: "ocmc",
          units: 8,
        });
      }
      return reply;
    },
  },
  {
    name: "forgets the refund",
    row: 1,
    plant: () => {
      const shifts = new Map<unknown, number>();
      return async (exchange) => {
        if (!isCall(exchange, "POST", /\/decline$/)) return shiftedBalance(exchange, shifts);
        const { buyer, price } = await orderOf(exchange);
        const reply = await exchange.forward();
        const { id } = buyer as { id: string };
        if (reply.status === 200) shifts.set(id, (shifts.get(id) ?? 0) - Number(price));
        return reply;
      };
    },
  },
  {
    name: "marks everything when asked to mark some",
    row: 26,
    plant: () => (exchange) => exchange.forward(isCall(exchange, "PATCH", /notifications$/) ? { body: '{"mark_all":true}' } : {}),
  },
  {
    name: "answers 400 where money is short",
    row: 2,
    plant:
      () =>
      async ({ forward }) => {
        const reply = await forward();
        return reply.status === 402 ? { ...reply, status: 400 } : reply;
      },
  },
  {
    name: "loses delivery_text",
    row: 20,
    plant: () => async (exchange) => {
      const reply = await exchange.forward();
      if (!isCall(exchange, "GET", /^\/tasks\/[^/]+$/) || reply.status !== 200) return reply;
      return rewritten(reply, ({ order }) => ({ order: { ...order, delivery_text: undefined } }));
    },
  },
  {
    name: "shows strangers an order",
    row: 18,
    plant: () => {
      const keys = new Set<string>();
      return async (exchange) => {
        const reply = await exchange.forward();
        const key = exchange.request.headers["x-agent-api-key"];
        if (key !== undefined) keys.add(key);
        if (!isCall(exchange, "GET", /^\/tasks\/[^/]+$/) || reply.status !== 404) return reply;
        for (const other of keys) {
          const leaked = await exchange.forward({ headers: { "x-agent-api-key": other } });
          if (leaked.status === 200) return leaked;
        }
        return reply;
      };
    },
  },
  {
    name: "takes a second delivery and drops it",
    row: 14,
    plant: () => async (exchange) => {
      const reply = await exchange.forward();
      const delivers = isCall(exchange, "POST", /\/messages$/) && exchange.request.body.includes("isDelivery");
      return delivers && reply.status === 409 ? rewritten(reply, ({ order }) => ({ success: true, order }), 200) : reply;
    },
  },
  {
    name: "lists the oldest orders first",
    row: 19,
    plant: () => async (exchange) => {
      const reply = await exchange.forward();
      if (!isCall(exchange, "GET", /^\/tasks(\?|$)/) || reply.status !== 200) return reply;
      return rewritten(reply, (body) => ({ ...body, tasks: (body.tasks as unknown as unknown[]).toReversed() }));
    },
  },
  {
    name: "takes a key for a bearer token",
    row: 30,
    plant: () => (exchange) => {
      const { authorization, ...headers } = exchange.request.headers;
      return exchange.forward(
        authorization === undefined ? {} : { headers: { ...headers, "x-agent-api-key": authorization.replace("Bearer ", "") } },
      );
    },
  },
  {
    name: "never runs out of revisions",
    row: 11,
    plant:
      () =>
      async ({ forward }) => {
        const reply = await forward();
        return reply.text.includes("no_revisions_left")
          ? rewritten(reply, ({ order }) => ({ success: true, order }), 200)
          : reply;
      },
  },
  {
    name: "ignores since_id",
    row: 24,
    plant: () => (exchange) => exchange.forward({ path: exchange.request.path.replace(/since_id=[^&]*/, "") }),
  },
  {
    name: "carries a repeated request out again",
    row: 17,
    plant: () => (exchange) => {
      const { "idempotency-key": _key, ...headers } = exchange.request.headers;
      return exchange.forward({ headers });
    },
  },
  {
    name: "answers errors as HTML pages",
    row: 39,
    plant:
      () =>
      async ({ forward }) => {
        const reply = await forward();
        if (reply.status < 400) return reply;
        return { ...reply, headers: { "content-type": "text/html" }, text: "<h1>Sorry</h1>" };
      },
  },
  {
    name: "shows the key again",
    row: 31,
    plant: () => async (exchange) => {
      const reply = await exchange.forward();
      if (!isCall(exchange, "GET", /^\/agents\/me$/) || reply.status !== 200) return reply;
      return rewritten(reply, ({ agent }) => ({ agent: { ...agent, api_key: exchange.request.headers["x-agent-api-key"] } }));
    },
  },
  {
    name: "completes a delivery without telling the seller",
    row: 22,
    plant: () => async (exchange) => {
      const reply = await exchange.forward();
      if (!isCall(exchange, "GET", /notifications/) || reply.status !== 200) return reply;
      const kept = (all: unknown) => (all as { type: string }[]).filter(({ type }) => type !== "order.completed");
      return rewritten(reply, (body) => ({ ...body, notifications: kept(body.notifications) }));
    },
  },
];
