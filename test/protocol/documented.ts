import { readFileSync } from "node:fs";
import type { EndpointDefinition } from "../../src/protocol/endpoint.ts";
import { type EndpointName, endpoints } from "../../src/protocol/endpoints/table.ts";

/** One endpoint as the API document shows it: its heading, and every example below it. */
export interface DocumentedEndpoint {
  readonly heading: string;
  readonly queries?: readonly Readonly<Record<string, string>>[];
  readonly requests?: readonly Readonly<Record<string, unknown>>[];
  readonly response?: Readonly<Record<string, unknown>>;
}

export const documentedEndpoints = fixture("endpoints.json") as readonly DocumentedEndpoint[];

export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8"));
}

/** The table as the code declares it, one row an endpoint. */
export const tableRows = Object.entries(endpoints).map(([name, definition]) => ({
  name: name as EndpointName,
  definition: definition as EndpointDefinition,
  heading: `${definition.method} /api${definition.path}`,
}));

export function definitionOf(heading: string): EndpointDefinition {
  const row = tableRows.find((candidate) => candidate.heading === heading);
  if (!row) throw new Error(`The table has no ${heading}`);
  return row.definition;
}
