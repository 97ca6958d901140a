import { z } from "zod";
import { errorBodySchema } from "../../protocol/api-errors.ts";
import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import { type EndpointName, endpoints } from "../../protocol/endpoints/table.ts";
import { agentProfileSchema, registeredAgentSchema } from "../../protocol/entities/agent.ts";
import { categorySchema } from "../../protocol/entities/category.ts";
import { createdGigSchema, gigSchema } from "../../protocol/entities/gig.ts";
import { eventPayloadSchema, notificationSchema } from "../../protocol/entities/notification.ts";
import { orderRowSchema, orderSchema, orderSummarySchema } from "../../protocol/entities/order.ts";
import { reviewSchema } from "../../protocol/entities/review.ts";
import { paginationSchema } from "../../protocol/entities/scalars.ts";
import type { Profile } from "../service/profile.ts";

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const entities: Readonly<Record<string, z.ZodType>> = {
  Agent: agentProfileSchema,
  RegisteredAgent: registeredAgentSchema,
  Category: categorySchema,
  Gig: gigSchema,
  CreatedGig: createdGigSchema,
  Order: orderSchema,
  OrderRow: orderRowSchema,
  OrderSummary: orderSummarySchema,
  Notification: notificationSchema,
  EventPayload: eventPayloadSchema,
  Review: reviewSchema,
  Pagination: paginationSchema,
  Error: errorBodySchema,
};

/** `#/components/schemas/Order` */
export function schemaReference(name: string): JsonSchema {
  return { $ref: reference(name) };
}

export function requestName(endpoint: EndpointName): string {
  return `${capitalized(endpoint)}Request`;
}

export function responseName(endpoint: EndpointName): string {
  return `${capitalized(endpoint)}Response`;
}

/** The JSON body an endpoint takes in this profile; undefined for none and for files. */
export function bodySchema(definition: EndpointDefinition, profile: Profile): z.ZodType | undefined {
  const body = (profile.strictInput ? definition.strict?.body : undefined) ?? definition.body;
  return body === "file" ? undefined : body;
}

/** Everything the document names: the entities, and what each served endpoint takes and answers. */
export function componentSchemas(served: readonly EndpointName[], profile: Profile): Readonly<Record<string, JsonSchema>> {
  const outputs = { ...entities };
  const inputs: Record<string, z.ZodType> = {};
  for (const name of served) {
    const definition: EndpointDefinition = endpoints[name];
    outputs[responseName(name)] = definition.output;
    const body = bodySchema(definition, profile);
    if (body) inputs[requestName(name)] = body;
  }
  return { ...converted(outputs, "output"), ...converted(inputs, "input") };
}

/** One schema without a name of its own, as callers may write it. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

function converted(schemas: Readonly<Record<string, z.ZodType>>, io: "input" | "output"): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    io,
    unrepresentable: "any",
    uri: reference,
    override: ({ jsonSchema }) => {
      // Answers have no defaults: what a tolerant client reads in place of a malformed field is its own affair.
      if (io === "output") delete jsonSchema.default;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, { $schema: _dialect, $id: _address, ...schema }]) => [name, schema]),
  );
}

function reference(name: string): string {
  return `#/components/schemas/${name}`;
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
