import type { Order } from "../../protocol/entities/order.ts";
import type { Role } from "../../protocol/lifecycle.ts";
import type { Execution } from "../execution.ts";
import { deliveryHash } from "../order-reading.ts";
import { deliveriesMade, revisionsRequested } from "../rounds.ts";
import type { OrderSituation } from "./situation.ts";

/** An order as just read, reduced to what an approval depends on. */
export function orderSituation({ engine, agent }: Pick<Execution, "engine" | "agent">, role: Role, order: Order): OrderSituation {
  const round = role === "seller" ? deliveriesMade : revisionsRequested;
  return {
    about: "order",
    role,
    orderNumber: order.order_number,
    status: order.status,
    round: round(engine, agent.name, order.id),
    price: order.price,
    currency: order.currency,
    deliveryHash: deliveryHash(order.delivery_text),
  };
}
