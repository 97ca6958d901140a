import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { eventPayloadSchema } from "../../src/protocol/entities/notification.ts";
import { isPlatformEvent } from "../../src/protocol/events.ts";
import { definitionOf, documentedEndpoints, fixture } from "./documented.ts";

const expectKept = (schema: unknown, example: unknown) => {
  const parsed = (schema as z.ZodType).parse(example);
  expect(parsed).toMatchObject(example as object);
};

describe("the examples of the API document", () => {
  const requests = documentedEndpoints.flatMap(({ heading, requests = [] }) => requests.map((request) => ({ heading, request })));
  it.each(requests)("$heading takes the body $request", ({ heading, request }) => {
    expectKept(definitionOf(heading).body, request);
  });

  it.each(requests)("$heading takes the body $request in the strict profile", ({ heading, request }) => {
    const { strict, body } = definitionOf(heading);
    expectKept(strict?.body ?? body, request);
  });

  const queries = documentedEndpoints.flatMap(({ heading, queries = [] }) => queries.map((query) => ({ heading, query })));
  it.each(queries)("$heading takes the query $query in both profiles", ({ heading, query }) => {
    const { strict, query: schema } = definitionOf(heading);
    for (const each of [schema, strict?.query]) {
      const parsed = (each as z.ZodType<Record<string, unknown>>).parse(query);
      for (const [name, value] of Object.entries(query)) expect(String(parsed[name])).toBe(value);
    }
  });

  const responses = documentedEndpoints.filter(({ response }) => response !== undefined);
  it.each(responses)(
    "$heading answers what the document shows, and nothing of it is lost in reading",
    ({ heading, response }) => {
      expectKept(definitionOf(heading).output, response);
    },
  );

  it.each(responses)("$heading may answer more than the document shows", ({ heading, response }) => {
    expectKept(definitionOf(heading).output, { ...response, added_later: { deeply: [1] } });
  });

  const silent = documentedEndpoints.filter(({ response }) => response === undefined);
  it.each(silent)("$heading, which shows no reply, is a success with any 2xx unless it is a list", ({ heading }) => {
    const { outputOptional, method } = definitionOf(heading);
    expect(outputOptional === true || method === "GET").toBe(true);
  });

  it("include a webhook whose data is read as an event's payload", () => {
    const webhook = fixture("webhook.json") as { event: string; data: object };
    expect(isPlatformEvent(webhook.event)).toBe(true);
    expect(eventPayloadSchema.parse(webhook.data)).toEqual(webhook.data);
  });
});
