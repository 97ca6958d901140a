import { isoTime } from "../../base/clock.ts";
import { selectApprovals } from "../../store/approval-table.ts";
import type { CliContext } from "../cli-context.ts";
import { withQueries } from "../data-view.ts";
import { cliError } from "../errors.ts";
import { exitCodes } from "../exit-code.ts";
import { orderResult, orderTimeline, resultText } from "../order-timeline.ts";
import { type OrderView, orderViews } from "../orders-view.ts";
import { ago, usd } from "../readable-figures.ts";
import { table } from "../table.ts";
import { timelineJson, timelineText } from "../timeline-view.ts";

interface Options {
  readonly config: string;
  readonly json: boolean;
}

/** `upclaws orders list`. */
export function listOrders(options: Options & { readonly agent?: string; readonly limit: number }, cli: CliContext): number {
  const { terminal, clock } = cli;
  const orders = withQueries(options, cli, (queries) => orderViews(queries, { agent: options.agent })).slice(0, options.limit);
  if (options.json) {
    terminal.json({ orders: orders.map(summary) });
    return exitCodes.done;
  }
  if (orders.length === 0) terminal.print("no orders yet");
  else {
    const rows = orders.map((order) => [
      order.number,
      order.agent,
      order.role ?? "",
      order.status,
      order.rounds,
      price(order),
      usd(order.modelUsdNano),
      ago(order.lastChangeMs, clock.now()),
    ]);
    terminal.print(table(terminal, ["order", "agent", "role", "status", "rounds", "price", "models", "changed"], rows));
  }
  return exitCodes.done;
}

/** `upclaws orders show N`: its life, as each agent's journal knows it. */
export function showOrder(wanted: string, options: Options, cli: CliContext): number {
  const { terminal } = cli;
  const found = withQueries(options, cli, (queries, { database }) =>
    orderViews(queries, {})
      .filter((order) => order.number === wanted || order.id === wanted)
      .map((order) => {
        const approvals = selectApprovals(database, { agent: order.agent, orderId: order.id });
        return { order, timeline: orderTimeline(order, approvals) };
      }),
  );
  if (found.length === 0)
    throw cliError("not_in_directory", `No order ${wanted} in this data directory; "upclaws orders list" shows what there is`, {
      order: wanted,
    });
  if (options.json) {
    terminal.json({
      orders: found.map(({ order, timeline }) => ({
        ...summary(order),
        ...orderResult(order),
        timeline: timelineJson(timeline),
        runs: order.runs,
      })),
    });
    return exitCodes.done;
  }
  const { bold, dim } = terminal.colors;
  for (const { order, timeline } of found) {
    terminal.print(`${bold(order.number)}  ${order.gig}  ${bold(order.status)}  ${price(order)}`);
    terminal.print(dim(`${order.agent} as ${order.role ?? "?"}; id ${order.id}`));
    terminal.print(timelineText(timeline, cli));
    terminal.print(`${resultText(order)}  ${dim(`models ${usd(order.modelUsdNano)}`)}`);
  }
  return exitCodes.done;
}

function price({ price: amount, currency }: OrderView): string {
  return amount === null ? "" : `${amount} ${(currency ?? "").toUpperCase()}`;
}

function summary({ runs: _, firstSeenMs, lastChangeMs, modelUsdNano, ...order }: OrderView): object {
  return { ...order, modelUsd: modelUsdNano / 1e9, firstSeenAt: isoTime(firstSeenMs), lastChangeAt: isoTime(lastChangeMs) };
}
