import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { controlEndpoints } from "../../../src/platform/control/endpoints/table.ts";
import { controlClient, startControlledPlatform } from "../../support/platform-control.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

test("every control endpoint asks for the token, and nothing of it is below /api", async () => {
  const { server } = await startControlledPlatform();
  const wrong = controlClient(server.controlUrl!, "wrong");
  for (const { method, path } of Object.values(controlEndpoints)) {
    const place = path.replace(/\{\w+\}/g, "1");
    const send = { GET: wrong.get, POST: wrong.post, DELETE: wrong.delete }[method];
    expect([path, (await send(place)).status]).toEqual([path, 401]);
    const bare = await fetch(server.controlUrl! + place, { method });
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({ success: false, code: "unauthorized" });
    expect((await fetch(`${server.apiBaseUrl}/__sim${place}`, { method, headers: { "x-sim-token": "sim-token" } })).status).toBe(
      404,
    );
  }
});

test("a server without a control plane answers not_found there, whatever the token", async () => {
  const server = await startTestPlatform();
  expect(server.controlUrl).toBeUndefined();
  const place = server.apiBaseUrl.replace(/\/api$/, "/__sim/clock");
  const answer = await fetch(place, { headers: { "x-sim-token": "" } });
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: "not_found" }]);
});

test("a token that nobody gave is drawn, and different for each server", async () => {
  const [one, two] = [await startTestPlatform({ control: {} }), await startControlledPlatform()];
  expect(one.platform.control?.token).toMatch(/^[\w-]{32}$/);
  expect((await controlClient(one.controlUrl!, one.platform.control!.token).get("/clock")).status).toBe(200);
  expect((await controlClient(two.server.controlUrl!, one.platform.control!.token).get("/clock")).status).toBe(401);
});

test("refusals look like the API's, in the default profile's statuses whatever the profile", async () => {
  const { control } = await startControlledPlatform({ profile: "strict" });
  expect(await control.post("/clock/advance", { ms: "soon", more: 1 })).toMatchObject({
    status: 400,
    body: { success: false, code: "invalid_request", details: [{ path: "body.ms", received: '"soon"' }, { path: "body" }] },
  });
  expect((await control.post("/orders/none/dispute")).status).toBe(404);
  expect((await control.post("/clock/advance-to", { time: "2020-01-01T00:00:00Z" })).status).toBe(409);
  expect((await control.get("/no-such")).status).toBe(404);
});

test("docs/control-plane.md names every endpoint, and no other", () => {
  const page = readFileSync(new URL("../../../docs/control-plane.md", import.meta.url), "utf8");
  const documented = [...page.matchAll(/^\| `(GET|POST|DELETE) (\/\S*)` *\| (.+) \|$/gm)].map(([, method, path, summary]) => ({
    method,
    path,
    // The formatter pads the cells of a table.
    summary: summary?.trim(),
  }));
  const ours = Object.values(controlEndpoints).map(({ method, path, summary }) => ({ method, path, summary }));
  expect(documented).toEqual(ours);
});
