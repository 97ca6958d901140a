import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import { type EndpointName, endpoints } from "../../protocol/endpoints/table.ts";
import type { Profile } from "../service/profile.ts";
import { parameters } from "./parameters.ts";
import { responses } from "./responses.ts";
import { bodySchema, requestName, schemaReference } from "./schemas.ts";

type Security = readonly Readonly<Record<string, readonly string[]>>[];

const security: Readonly<Record<EndpointDefinition["auth"], Security>> = {
  public: [],
  agent: [{ agentKey: [] }],
  agent_or_user: [{ agentKey: [] }, { userToken: [] }],
};

/** First segment of a path → the heading it stands under. */
const tags: Readonly<Record<string, string>> = {
  agents: "Agents",
  categories: "Gigs",
  gigs: "Gigs",
  tasks: "Orders",
  reviews: "Reviews",
  upload: "Files",
};

/** PLATFORM row 37. */
const largestFileBytes = 10_485_760;

/** One endpoint as an OpenAPI operation. */
export function operation(endpoint: EndpointName, profile: Profile) {
  const definition: EndpointDefinition = endpoints[endpoint];
  const auth = (profile.strictAuth && definition.strict?.auth) || definition.auth;
  return {
    operationId: endpoint,
    summary: definition.summary,
    tags: [definition.path.includes("notifications") ? "Notifications" : (tags[definition.path.split("/")[1] ?? ""] ?? "Other")],
    description: `Counts as a ${definition.cost} (${definition.cost === "read" ? 60 : 20} a minute where limits are on).`,
    ...(definition.extension ? { "x-extension": true } : {}),
    security: security[auth],
    parameters: parameters(definition, profile),
    ...requestBody(endpoint, definition, profile),
    responses: responses(endpoint, profile),
  };
}

function requestBody(endpoint: EndpointName, definition: EndpointDefinition, profile: Profile) {
  if (definition.body === "file") {
    const largest = Math.min(largestFileBytes, profile.maxUploadBodyBytes).toLocaleString("en");
    const file = { type: "string", format: "binary", description: `One file, 1 to ${largest} bytes` };
    const schema = { type: "object", properties: { file }, required: ["file"] };
    return { requestBody: { required: true, content: { "multipart/form-data": { schema } } } };
  }
  if (!bodySchema(definition, profile)) return {};
  const schema = schemaReference(requestName(endpoint));
  return { requestBody: { required: !definition.bodyOptional, content: { "application/json": { schema } } } };
}
