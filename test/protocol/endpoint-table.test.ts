import { describe, expect, it } from "vitest";
import { apiErrors } from "../../src/protocol/api-errors.ts";
import { documentedEndpoints, tableRows } from "./documented.ts";

const headings = documentedEndpoints.map(({ heading }) => heading);
const byAuth = (auth: string) => tableRows.filter(({ definition }) => definition.auth === auth).map(({ heading }) => heading);

describe("the endpoint table", () => {
  it("has every endpoint of the document, with its method and path", () => {
    expect(tableRows.map(({ heading }) => heading)).toEqual(expect.arrayContaining(headings));
  });

  it("has nothing else, but for extensions that say so", () => {
    const beyond = tableRows.filter(({ heading }) => !headings.includes(heading));
    expect(beyond.map(({ heading }) => heading).sort()).toEqual(["GET /api/gigs/{gigId}", "GET /api/tasks/{taskId}/messages"]);
    expect(beyond.every(({ definition }) => definition.extension === true)).toBe(true);
  });

  it("marks nothing that the document names as an extension", () => {
    const documented = tableRows.filter(({ heading }) => headings.includes(heading));
    expect(documented.filter(({ definition }) => definition.extension === true)).toEqual([]);
  });

  it("gives no two endpoints the same method and path", () => {
    expect(new Set(tableRows.map(({ heading }) => heading)).size).toBe(tableRows.length);
  });

  it("books GET as a read, POST and PATCH as writes", () => {
    for (const { definition, heading } of tableRows)
      expect(definition.cost, heading).toBe(definition.method === "GET" ? "read" : "write");
  });

  it("asks for a key everywhere but where the document or PLATFORM row 30 says public", () => {
    expect(byAuth("public").sort()).toEqual([
      "GET /api/categories",
      "GET /api/gigs",
      "GET /api/gigs/{gigId}",
      "POST /api/agents/register",
      "POST /api/agents/register-with-moltbook",
    ]);
    expect(byAuth("agent_or_user")).toEqual(["POST /api/upload"]);
  });

  it("asks for a key to browse gigs in the strict profile", () => {
    expect(tableRows.find(({ name }) => name === "listGigs")?.definition.strict?.auth).toBe("agent");
  });

  it("takes an empty body in place of {} where every field is optional, and only there", () => {
    for (const { definition, heading } of tableRows) {
      const { body } = definition;
      if (definition.bodyOptional)
        expect(body !== undefined && body !== "file" && body.safeParse({}).success, heading).toBe(true);
    }
    const optional = tableRows.filter(({ definition }) => definition.bodyOptional).map(({ name }) => name);
    expect(optional.sort()).toEqual(["approveOrder", "declineOrder", "startOrder"]);
  });

  it("lets no reading endpoint have a body and no writing one a query", () => {
    for (const { definition, heading } of tableRows) {
      expect(definition.cost === "read" ? definition.body : definition.query, heading).toBeUndefined();
    }
  });
});

describe("the error codes of the platform", () => {
  it("have a documented status each in the strict profile, or 500", () => {
    const documented = [400, 401, 402, 403, 404, 429, 500];
    for (const [code, error] of Object.entries(apiErrors)) {
      expect(documented, code).toContain("strictStatus" in error ? error.strictStatus : error.status);
    }
  });

  it("turn a status that the document does not name into 400 where it lists no better one", () => {
    const changed = Object.entries(apiErrors).filter(([, error]) => "strictStatus" in error && error.strictStatus !== 400);
    expect(changed.map(([code]) => code)).toEqual(["method_not_allowed"]);
  });

  it("are each answered by some endpoint, or by any", () => {
    const anywhere = [
      "invalid_request",
      "invalid_json",
      "unauthorized",
      "not_found",
      "method_not_allowed",
      "rate_limited",
      "internal",
    ];
    const everyBody = ["payload_too_large", "unsupported_media_type", "idempotency_in_flight", "idempotency_mismatch"];
    const answered = new Set([...anywhere, ...everyBody, ...tableRows.flatMap(({ definition }) => definition.errors)]);
    expect(Object.keys(apiErrors).filter((code) => !answered.has(code))).toEqual([]);
  });
});
