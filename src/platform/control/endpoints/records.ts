import { z } from "zod";
import { isoTime } from "../../../base/clock.ts";
import { clampedLimit, offsetQuery } from "../../../protocol/entities/scalars.ts";
import { defineControl } from "../control-endpoint.ts";
import { eventView } from "../event-view.ts";

/** `after` is exclusive: the `seq` of the last row one has. */
const page = { after: offsetQuery, limit: clampedLimit(1_000, 10_000) };

export const recordEndpoints = {
  journal: defineControl({
    method: "GET",
    path: "/journal",
    summary: "The last 10,000 requests: method, path, agent and status; never a key or a body",
    query: z.object(page),
    run: ({ query }, { journal }) => ({
      requests: journal.list(query.after, query.limit).map(({ seq, timeMs, method, path, agentId, status }) => ({
        seq,
        time: isoTime(timeMs),
        method,
        path,
        agent_id: agentId ?? null,
        status: status ?? null,
      })),
    }),
  }),
  events: defineControl({
    method: "GET",
    path: "/events",
    summary: "What happened, oldest first, with a cursor; of one order with `order_id`",
    query: z.object({ ...page, order_id: z.string().optional() }),
    run: ({ query }, { inspect }) => {
      const { after: afterSeq, limit, order_id: orderId } = query;
      return { events: inspect.events({ afterSeq, limit, ...(orderId === undefined ? {} : { orderId }) }).map(eventView) };
    },
  }),
  ledger: defineControl({
    method: "GET",
    path: "/ledger",
    summary: "Is all money accounted for? Σ balances + escrow + fees = minted, in units (whole OCMC, US cents)",
    run: (_call, { inspect }) => {
      const { conserved, currencies } = inspect.ledger();
      return {
        conserved,
        currencies: currencies.map(
          ({ currency, conserved: holds, fromPostings, fromBalances, openOrders, differingAccounts }) => ({
            currency,
            conserved: holds,
            from_postings: fromPostings,
            from_balances: fromBalances,
            open_orders: openOrders,
            differing_accounts: differingAccounts,
          }),
        ),
      };
    },
  }),
};
