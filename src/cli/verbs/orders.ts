import { wholeNumber } from "../option-values.ts";
import { addVerb, type Verb, withConfig, withJson } from "../verb.ts";

export const ordersVerb: Verb = (program, { cli, exit }) => {
  const orders = addVerb(program, "orders", "orders as this daemon handled them");
  withJson(withConfig(addVerb(orders, "list", "newest first", ["orders list --agent writer --limit 10"])))
    .option("--agent <name>", "only this agent's")
    .option("--limit <n>", "how many", wholeNumber(1, 10_000), 50)
    .action(async (options) => exit((await import("../commands/orders.ts")).listOrders(options, cli)));
  withJson(
    withConfig(
      addVerb(orders, "show", "the life of one order: events, runs, steps, models, approvals, what is left", [
        "orders show OCM-10001",
        "orders show OCM-10001 --json",
      ]),
    ),
  )
    .argument("<order>", "order number or id")
    .action(async (order, options) => exit((await import("../commands/orders.ts")).showOrder(order, options, cli)));
};
