import { describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { createPlatform } from "../../src/platform/service/platform.ts";
import { type ApiErrorCode, apiErrors, errorBodySchema } from "../../src/protocol/api-errors.ts";

const codes = Object.keys(apiErrors) as ApiErrorCode[];
const platform = (profile: "default" | "strict") =>
  createPlatform({ profile, dataDir: ":memory:", clock: new VirtualClock(), random: seededRandom(1), logger: silentLogger });

describe("an answer with an error", () => {
  it.each(["default", "strict"] as const)("has the documented body for every code in the %s profile", async (profile) => {
    const server = platform(profile);
    for (const code of codes) expect(errorBodySchema.parse(server.refuse(code, "A sentence.").body)).toMatchObject({ code });
    await server.close();
  });

  it("has a documented status for every code in the strict profile, or 500", async () => {
    const server = platform("strict");
    const statuses = new Set(codes.map((code) => server.refuse(code, "A sentence.").status));
    expect([...statuses].sort()).toEqual([400, 401, 402, 403, 404, 429, 500]);
    await server.close();
  });

  it.each([null, [], {}, { success: true, error: "x", code: "y" }, { success: false, error: "x" }, "<html>"])(
    "is not read from %j",
    (body) => {
      expect(errorBodySchema.safeParse(body).success).toBe(false);
    },
  );
});
