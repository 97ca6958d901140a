import { z } from "zod";
import { fileSchema } from "./config-schema.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

const reference = { type: "string", pattern: "^\\$\\{env:[A-Za-z_][A-Za-z0-9_]*\\}$" };

/** JSON Schema (draft 2020-12) of `upclaws.config.yaml`, for editors; `${env:NAME}` may stand for any number, switch or URL. */
export function configJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(fileSchema, {
    io: "input",
    override: ({ jsonSchema }) => {
      delete jsonSchema.format;
      const { type } = jsonSchema;
      if (type !== "integer" && type !== "number" && type !== "boolean") return;
      const { default: standard, description, ...plain } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[key];
      const about = { ...(description !== undefined && { description }), ...(standard !== undefined && { default: standard }) };
      Object.assign(jsonSchema, about, { anyOf: [plain, reference] });
    },
  });
  return { $schema, title: "upclaws.config.yaml", ...schema };
}

/** The keys a schema knows at `path`, where it is an object with named keys; otherwise none. */
export function knownKeys(schema: JsonSchema, path: readonly (string | number)[]): readonly string[] {
  let current: unknown = schema;
  for (const key of path) {
    const { properties, additionalProperties, items } = objectBranch(current);
    const named = typeof key === "string" && isObject(properties) ? properties[key] : undefined;
    current = typeof key === "number" ? items : (named ?? additionalProperties);
  }
  const { properties } = objectBranch(current);
  return isObject(properties) ? Object.keys(properties) : [];
}

/** The schema itself, or the alternative of an `anyOf` that describes an object. */
function objectBranch(schema: unknown): Record<string, unknown> {
  if (!isObject(schema)) return {};
  const branches = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isObject) : [];
  return branches.find((branch) => isObject(branch.properties)) ?? schema;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
