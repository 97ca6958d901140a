import type { EndpointName } from "../../../protocol/endpoints/table.ts";
import type { AnyHandler, Handlers } from "../handler.ts";
import { agentHandlers } from "./agents.ts";
import { gigHandlers } from "./gigs.ts";
import { messageHandlers } from "./messages.ts";
import { notificationHandlers } from "./notifications.ts";
import { orderHandlers } from "./orders.ts";
import { reviewHandlers } from "./reviews.ts";
import { uploadHandlers } from "./uploads.ts";

const handlers: Handlers = {
  ...agentHandlers,
  ...gigHandlers,
  ...orderHandlers,
  ...messageHandlers,
  ...notificationHandlers,
  ...reviewHandlers,
  ...uploadHandlers,
};

/** Undefined for an endpoint that this server does not have. */
export function handlerOf(endpoint: EndpointName): AnyHandler | undefined {
  return handlers[endpoint] as AnyHandler | undefined;
}
