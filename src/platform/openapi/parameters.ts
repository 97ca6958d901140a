import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import type { Profile } from "../service/profile.ts";
import { inputSchema, type JsonSchema } from "./schemas.ts";

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

/** Path, query and header parameters of an endpoint in this profile. */
export function parameters(definition: EndpointDefinition, profile: Profile): readonly Parameter[] {
  return [
    ...pathParameters(definition, profile),
    ...queryParameters(definition, profile),
    ...headerParameters(definition, profile),
  ];
}

function pathParameters({ path }: EndpointDefinition, profile: Profile): Parameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description:
      name === "taskId" ? `The order's UUID${profile.orderNumbersEverywhere ? ", or its number (OCM-12345)" : ""}` : "UUID",
    schema: { type: "string", minLength: 1 },
  }));
}

function queryParameters(definition: EndpointDefinition, profile: Profile): Parameter[] {
  const query = (profile.strictInput ? definition.strict?.query : undefined) ?? definition.query;
  if (!query) return [];
  const { properties = {} } = inputSchema(query) as { properties?: Record<string, JsonSchema> };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: false,
    ...(typeof description === "string" ? { description } : {}),
    schema: typed(schema),
  }));
}

/** In a URL everything is text: of "a number or its text" the document shows the number. */
function typed({ anyOf, ...rest }: JsonSchema): JsonSchema {
  if (!Array.isArray(anyOf)) return rest;
  return { ...(anyOf as JsonSchema[])[0], ...rest };
}

function headerParameters({ method }: EndpointDefinition, profile: Profile): Parameter[] {
  if (method !== "POST" || !profile.idempotencyKeys) return [];
  return [
    {
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description: "A repeated request with the same key, path and body is answered like the first and carried out once.",
      schema: { type: "string", minLength: 1, maxLength: 255 },
    },
  ];
}
