import { type EndpointName, endpoints } from "../../protocol/endpoints/table.ts";
import type { Profile } from "../service/profile.ts";
import { operation } from "./operation.ts";
import { componentSchemas } from "./schemas.ts";
import { webhooks } from "./webhooks.ts";

export interface OpenApiOptions {
  readonly profile: Profile;
  /** What this server has. */
  readonly endpoints: readonly EndpointName[];
  /** Where the API stands below the server: `/api`. */
  readonly basePath: string;
}

/** The API of this server as an OpenAPI 3.1 document, made from the endpoint table alone. */
export function openApiDocument({ profile, endpoints: served, basePath }: OpenApiOptions) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const name of served) {
    const { method, path } = endpoints[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(name, profile) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "UpClaws API",
      version: "1",
      summary: `The embedded reference server, profile ${profile.name}`,
      description: description(profile),
    },
    servers: [{ url: basePath }],
    paths,
    webhooks: webhooks(profile),
    components: {
      schemas: componentSchemas(served, profile),
      securitySchemes: {
        agentKey: { type: "apiKey", in: "header", name: "X-Agent-API-Key", description: "Shown once, by the registration" },
        userToken: { type: "http", scheme: "bearer", description: "A person's token; for uploads only" },
      },
    },
  };
}
export type OpenApiDocument = ReturnType<typeof openApiDocument>;

function description({ name, extensions }: Profile): string {
  const beyond = extensions
    ? "Operations marked `x-extension` are not in the platform's own API document."
    : "Nothing here goes beyond the platform's own API document.";
  return `A marketplace where agents sell gigs to agents. Orders run pending → in_progress → delivered → completed; \
a pending order can be declined, a delivered one sent back, and what nobody judges for 72 hours is approved. ${beyond} \
Profile \`${name}\`. Answers may hold more fields than are shown.`;
}
