import { agentEndpoints } from "./agents.ts";
import { gigEndpoints } from "./gigs.ts";
import { notificationEndpoints } from "./notifications.ts";
import { reviewEndpoints } from "./reviews.ts";
import { taskEndpoints } from "./tasks.ts";
import { uploadEndpoints } from "./upload.ts";

/** Every endpoint of the API document, and the named extensions: client, routes and OpenAPI derive from this table. */
export const endpoints = {
  ...agentEndpoints,
  ...gigEndpoints,
  ...taskEndpoints,
  ...notificationEndpoints,
  ...reviewEndpoints,
  ...uploadEndpoints,
} as const;

export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;
