import { randomInt } from "node:crypto";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { openApiDocument } from "../../src/platform/openapi/document.ts";
import { requestName } from "../../src/platform/openapi/schemas.ts";
import { profiles } from "../../src/platform/service/profiles/table.ts";
import type { EndpointName } from "../../src/protocol/endpoints/table.ts";
import { sendRaw } from "../support/fuzz/raw-http.ts";
import { spoiledRequest } from "../support/fuzz/spoiled-request.ts";
import { wellFormedCalls } from "../support/fuzz/well-formed.ts";
import { marketHash } from "../support/market-hash.ts";
import { setScene } from "../support/platform-actors.ts";
import { startTestPlatform, type TestPlatform } from "../support/platform-server.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const perEndpoint = Number(process.env.UPCLAWS_FUZZ_RUNS ?? 50);
const seed = Number(process.env.UPCLAWS_SEED ?? randomInt(2 ** 31));
const deadlineMs = 10_000;

/** Does the server's document allow this body for this endpoint? */
function bodyTest({ platform }: TestPlatform, endpoint: EndpointName): (body: unknown) => boolean {
  const document = openApiDocument({ ...platform, basePath: "/api" });
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, "openapi");
  const name = requestName(endpoint);
  if (!Object.hasOwn(document.components.schemas, name)) return () => false;
  const validate = ajv.compile({ $ref: `openapi#/components/schemas/${name}` });
  return (body) => validate(body);
}

const names = Object.keys(profiles) as (keyof typeof profiles)[];

test.each(names)(
  `profile %s: ${perEndpoint} malformed requests at every endpoint: no 5xx, no hang, no changed row (UPCLAWS_SEED=${seed})`,
  { timeout: 60_000 + perEndpoint * 3_600 },
  async (profile) => {
    const dataDir = tempDirectory();
    const server = await startTestPlatform({ profile, dataDir, mishapRate: 0 });
    const it = await setScene(server, { price_ocmc: 5 });
    const port = Number(new URL(server.apiBaseUrl).port);
    const calls = await wellFormedCalls(it);
    const before = marketHash(dataDir);
    let refused = 0;
    for (const call of calls) {
      const random = seededRandom(`${seed} ${call.endpoint}`);
      const allowed = bodyTest(server, call.endpoint);
      for (let n = 0; n < perEndpoint; n++) {
        const { what, bytes, half = false } = spoiledRequest(random, call, allowed);
        const label = () => `${call.endpoint} ${n} (${what}): ${bytes.subarray(0, 600).toString("latin1")}`;
        const { status, head, body } = await sendRaw(port, bytes, { deadlineMs, half });
        if (status === undefined) continue;
        if (status >= 500 || (status === 200 && call.method !== "GET")) expect.fail(`${status} ${body} to ${label()}`);
        refused += status >= 400 ? 1 : 0;
        if (body !== "") {
          expect(head.toLowerCase(), label()).toContain("content-type: application/json");
          if (status !== 200) expect(JSON.parse(body), label()).toMatchObject({ success: false, code: expect.any(String) });
        }
      }
    }
    // The rest are reads that nothing spoiled, and connections closed without a word.
    expect(refused).toBeGreaterThan(calls.length * perEndpoint * 0.7);
    expect(marketHash(dataDir)).toEqual(before);
    expect((await it.buyer.get("/agents/me")).status).toBe(200);
    expect(server.platform.inspect.ledger().conserved).toBe(true);
    expect(server.log.filter((line) => line.includes("defect of the server"))).toEqual([]);
  },
);
