import type { Json } from "../../base/json.ts";
import { generateNumber } from "./generate-number.ts";
import { generateString } from "./generate-string.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { ProseWriter } from "./prose.ts";

// Below it only what a schema requires is generated, so that a recursive schema comes to an end.
const fullDepth = 4;
const longestDepth = 24;

/**
 * A value that satisfies a JSON Schema (the subset zod writes), the same for the same schema and prompt: first alternative of a union, first value of
 * an enum, true, as few items as allowed but at least one, strings that read as prose about the prompt. `given` replaces top-level properties.
 */
export function generateValue(root: JsonSchema, prose: ProseWriter, given: Readonly<Record<string, Json>> = {}): Json {
  const resolve = (schema: JsonSchema): JsonSchema => {
    if (schema.$ref === undefined) return schema;
    const target = schema.$ref.split("/").slice(1);
    const found = target.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], root);
    return (found as JsonSchema | undefined) ?? {};
  };

  const object = (schema: JsonSchema, path: readonly string[]): Json => {
    const required = schema.required ?? [];
    const keys = Object.keys(schema.properties ?? {}).filter((key) => path.length < fullDepth || required.includes(key));
    return Object.fromEntries(keys.map((key) => [key, value(schema.properties?.[key] ?? {}, [...path, key])]));
  };

  const array = (schema: JsonSchema, path: readonly string[]): Json => {
    const first = (schema.prefixItems ?? []).map((item, index) => value(item, [...path, String(index)]));
    const atLeast = path.length < fullDepth ? 1 : 0;
    const wanted = Math.min(Math.max(schema.minItems ?? 0, atLeast), schema.maxItems ?? Number.POSITIVE_INFINITY);
    const items = typeof schema.items === "object" ? schema.items : undefined;
    const rest = items ? Array.from({ length: Math.max(wanted - first.length, 0) }, (_, at) => at + first.length) : [];
    return [...first, ...rest.map((index) => value(items ?? {}, [...path, String(index)]))];
  };

  const value = (unresolved: JsonSchema, path: readonly string[]): Json => {
    if (path.length > longestDepth) return null;
    const schema = merged(resolve(unresolved), resolve);
    if (schema.const !== undefined) return schema.const;
    if (schema.default !== undefined) return schema.default;
    if (schema.enum?.[0] !== undefined) return schema.enum[0];
    const alternatives = schema.anyOf ?? schema.oneOf;
    if (alternatives?.length) return value(alternatives.find((one) => one.type !== "null") ?? {}, path);
    const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
    if (type === "object") return object(schema, path);
    if (type === "array") return array(schema, path);
    if (type === "number" || type === "integer") return generateNumber(schema, type === "integer");
    if (type === "boolean") return true;
    return type === "null" ? null : generateString(schema, path, prose);
  };

  const generated = value(root, []);
  return typeof generated === "object" && generated !== null && !Array.isArray(generated)
    ? { ...generated, ...given }
    : generated;
}

/** A schema with its `allOf` parts laid over it. */
function merged(schema: JsonSchema, resolve: (schema: JsonSchema) => JsonSchema): JsonSchema {
  if (!schema.allOf) return schema;
  const parts = [schema, ...schema.allOf.map(resolve)];
  return Object.assign({}, ...parts, {
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: parts.flatMap((part) => part.required ?? []),
  });
}
