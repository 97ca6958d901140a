import type { z } from "zod";
import type { EndpointDefinition } from "../protocol/endpoint.ts";
import type { EndpointName } from "../protocol/endpoints/table.ts";
import type { ApiRequest } from "../protocol/transport.ts";
import { clientError } from "./errors.ts";

type Input = Readonly<Record<string, unknown>>;

/**
 * For one endpoint: splits a flat input into path parameters, query and body, checked against the table and with its defaults filled in, so that
 * a mistake costs no request. The function throws `invalid_call`.
 */
export function requestBuilder(endpoint: EndpointName, definition: EndpointDefinition): (input: Input) => ApiRequest {
  const { path, query, body } = definition;
  const names = Array.from(path.matchAll(/\{(\w+)\}/g), (match) => match[1] ?? "");
  return (input) => {
    const params: Record<string, string> = {};
    let rest = input;
    for (const name of names) {
      const { [name]: value, ...others } = rest;
      params[name] = pathParam(endpoint, name, value);
      rest = others;
    }
    return {
      endpoint,
      params,
      query: query === undefined ? {} : queryText(parse(endpoint, query, rest)),
      body: body === undefined || body === "file" ? undefined : parse(endpoint, body, rest),
      headers: {},
    };
  };
}

/** A dot segment or an empty one would address another path. */
function pathParam(endpoint: string, name: string, value: unknown): string {
  if (typeof value === "string" && value.length <= 200 && !["", ".", ".."].includes(value)) return value;
  throw invalidCall(endpoint, [{ path: name, message: `expected an id, got ${JSON.stringify(value)}` }]);
}

function parse<S extends z.ZodType>(endpoint: string, schema: S, value: Input): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidCall(
    endpoint,
    parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
  );
}

function queryText(query: Input): Record<string, string> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

function invalidCall(endpoint: string, issues: readonly { readonly path: string; readonly message: string }[]) {
  const list = issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  return clientError("invalid_call", `${endpoint}: ${list}`, { endpoint, issues });
}
