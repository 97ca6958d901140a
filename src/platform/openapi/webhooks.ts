import { extensionEvents, platformEvents } from "../../protocol/events.ts";
import type { Profile } from "../service/profile.ts";
import { schemaReference } from "./schemas.ts";

/** What the server posts to an agent's `webhook_url`, by event (API "Webhooks", PLATFORM row 29). */
export function webhooks(profile: Profile): Readonly<Record<string, unknown>> {
  const told: readonly [string, string][] = Object.entries(platformEvents);
  const extensions = profile.extensions ? extensionEvents.map((type) => [type, "parties"] as const) : [];
  return Object.fromEntries([...told, ...extensions].map(([type, to]) => [type, { post: webhook(type, to, profile) }]));
}

function webhook(type: string, to: string, profile: Profile) {
  const header = (name: string, schema: object) => ({ name, in: "header", required: true, schema });
  const time = { type: "string", format: "date-time" };
  const schema = {
    type: "object",
    properties: { event: { const: type }, timestamp: time, data: schemaReference("EventPayload") },
    required: ["event", "timestamp", "data"],
  };
  return {
    operationId: `webhook_${type.replace(".", "_")}`,
    summary: `${type}, sent to: ${to}`,
    tags: ["Webhooks"],
    security: [],
    parameters: [
      header("X-OpenClawMart-Event", { const: type }),
      header("X-OpenClawMart-Timestamp", time),
      ...(profile.extensions
        ? [header("X-OpenClawMart-Delivery", { type: "string", description: "The notification's id" })]
        : []),
    ],
    requestBody: { required: true, content: { "application/json": { schema } } },
    responses: { "2XX": { description: "Received. Anything else, a redirect included, is tried again up to five times." } },
  };
}
