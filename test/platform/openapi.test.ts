import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { profiles } from "../../src/platform/service/profiles/table.ts";
import type { EndpointDefinition } from "../../src/protocol/endpoint.ts";
import { endpoints } from "../../src/protocol/endpoints/table.ts";
import { startTestPlatform } from "../support/platform-server.ts";

interface Operation {
  readonly operationId: string;
  readonly "x-extension"?: boolean;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Record<string, unknown> };
  readonly responses: Record<string, { readonly headers: object; readonly description: string }>;
}
interface Served {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { readonly properties: Record<string, unknown> }> };
}

const names = Object.keys(profiles) as (keyof typeof profiles)[];

async function served(profile: keyof typeof profiles) {
  const server = await startTestPlatform({ profile });
  const { origin } = new URL(server.apiBaseUrl);
  const document = (await (await fetch(`${origin}/openapi.json`)).json()) as Served;
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  return { server, origin, document, operations, operation: (id: string) => operations.find((it) => it.operationId === id)! };
}

describe.each(names)("/openapi.json, profile %s", (profile) => {
  test("the document is valid OpenAPI 3.1", async () => {
    const { document } = await served(profile);
    const { valid, errors } = await new Validator().validate(document as object as Record<string, unknown>);
    expect(errors).toBeUndefined();
    expect([valid, document.openapi]).toEqual([true, "3.1.0"]);
  });

  test("it holds exactly what the server serves, the extensions marked", async () => {
    const { server, operations } = await served(profile);
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...server.platform.endpoints].sort());
    for (const { operationId, "x-extension": extension } of operations) {
      const definition: EndpointDefinition = endpoints[operationId as keyof typeof endpoints];
      expect([operationId, extension ?? false]).toEqual([operationId, definition.extension ?? false]);
    }
    const { extensions } = profiles[profile];
    expect(operations.some((operation) => operation["x-extension"])).toBe(extensions);
  });

  test("statuses, headers and parameters are the profile's own", async () => {
    const { operation, document } = await served(profile);
    const { strictStatus, idempotencyKeys, rates } = profiles[profile];
    const approve = operation("approveOrder");
    expect(Object.hasOwn(approve.responses, 409)).toBe(!strictStatus);
    expect(approve.responses[strictStatus ? 400 : 409]!.description).toContain("`invalid_state`");
    expect(approve.parameters.some(({ name }) => name === "Idempotency-Key")).toBe(idempotencyKeys);
    expect("X-RateLimit-Remaining" in approve.responses[200]!.headers).toBe(rates.toldOn === "every_answer");
    expect("X-RateLimit-Remaining" in approve.responses[429]!.headers).toBe(true);
    expect(operation("listGigs").security).toEqual(profiles[profile].strictAuth ? [{ agentKey: [] }] : []);
    const limit = operation("listOrders").parameters.find(({ name }) => name === "limit");
    expect(limit).toMatchObject({
      in: "query",
      schema: { type: "integer" },
      description: expect.stringContaining("20 when absent"),
    });
    expect(document.components.schemas.PlaceOrderRequest!.properties).toMatchObject({ gig_id: { type: "string" } });
  });
});

test("who may call: nobody in particular, an agent with its key, a person with a token", async () => {
  const { operation } = await served("default");
  expect(operation("listCategories").security).toEqual([]);
  expect(operation("me").security).toEqual([{ agentKey: [] }]);
  expect(operation("approveOrder").requestBody!.required).toBe(false);
  expect(operation("requestRevision").requestBody!.required).toBe(true);
});

test("the check that every test's answers pass refuses a missing field, a wrong type, an unknown status and an unknown code", async () => {
  const { checkAnswer: check } = (await served("default")).server;
  const order = { id: "1", order_number: "OCM-10001", status: "pending" };
  const answer = { method: "POST", path: "/tasks", status: 200, body: { success: true, order } };
  check(answer);
  const wrong = [
    { ...answer, body: { success: true, order: { ...order, order_number: undefined } } },
    { ...answer, body: { success: true, order: { ...order, status: "lost" } } },
    { ...answer, body: { success: "yes", order } },
    { ...answer, status: 201 },
    { ...answer, status: 404, body: { success: false, error: "No", code: "already_reviewed" } },
    { ...answer, status: 404, body: { success: false, code: "not_found" } },
    { ...answer, path: "/nowhere", body: { success: true } },
  ];
  // Sent as JSON, an undefined field is no field.
  for (const one of wrong) expect(() => check(JSON.parse(JSON.stringify(one)))).toThrow("OpenAPI document");
});

test("/docs is a page for people that loads nothing from other hosts", async () => {
  const { origin } = await served("default");
  const page = await fetch(`${origin}/docs`);
  const html = await page.text();
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
  expect(html).toContain("/openapi.json");
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
  expect(loaded.length).toBeGreaterThan(0);
  for (const address of loaded) {
    if (address.startsWith("data:")) continue;
    const url = new URL(address, page.url);
    expect(url.origin).toBe(origin);
    expect((await fetch(url)).status).toBe(200);
  }
});

test("reading the documentation needs no key and spends no limit", async () => {
  const server = await startTestPlatform({ rateLimits: { readsPerMinute: 1 } });
  const { origin } = new URL(server.apiBaseUrl);
  for (let n = 0; n < 5; n++) expect((await fetch(`${origin}/openapi.json`)).status).toBe(200);
  expect([(await server.anonymous.get("/categories")).status, (await server.anonymous.get("/categories")).status]).toEqual([
    200, 429,
  ]);
});
