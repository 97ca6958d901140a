import { expect, test } from "vitest";
import { placeOrder, setScene, statusOf } from "../../support/platform-actors.ts";
import { startControlledPlatform } from "../../support/platform-control.ts";

test("a rule can be added by route, is listed with what it did, and can be removed", async () => {
  const { server, control } = await startControlledPlatform();
  const it = await setScene(server);
  const order = await placeOrder(it);
  const rule = {
    effect: "drop_after_commit",
    route: "POST /tasks/{taskId}/start",
    agent_id: it.seller.id,
    times: 2,
    ttl_ms: 60_000,
  };
  const added = await control.post("/faults", rule);
  await expect(it.seller.post(`${order.path}/start`)).rejects.toThrow("fetch failed");
  expect(await statusOf(it.seller, order)).toBe("in_progress");
  expect((await control.get("/faults")).body).toMatchObject({
    faults: [{ id: added.body.id, endpoint: "startOrder", seen: 1, fired: 1, expires_at: "2026-01-01T00:01:00.000Z" }],
  });
  expect((await control.delete(`/faults/${added.body.id}`)).status).toBe(200);
  expect((await control.delete(`/faults/${added.body.id}`)).status).toBe(404);
  expect((await control.get("/faults")).body).toMatchObject({ faults: [] });
});

test("status and delay carry their figures; every rule goes at once", async () => {
  const { server, control } = await startControlledPlatform();
  await control.post("/faults", { effect: "status", status: 503, nth: 2, endpoint: "listCategories" });
  await control.post("/faults", { effect: "delay", delay_ms: 10, probability: 0.5, endpoint: "me" });
  expect((await control.get("/faults")).body).toMatchObject({
    faults: [
      { effect: "status", status: 503, nth: 2 },
      { effect: "delay", delay_ms: 10, probability: 0.5 },
    ],
  });
  const statuses: number[] = [];
  for (let n = 0; n < 3; n++) statuses.push((await fetch(`${server.apiBaseUrl}/categories`)).status);
  expect(statuses).toEqual([200, 503, 200]);
  await control.delete("/faults");
  expect((await control.get("/faults")).body).toMatchObject({ faults: [] });
});

test.each([
  [{ effect: "explode" }, "body.effect"],
  [{ effect: "status", status: 200 }, "body.status"],
  [{ effect: "delay" }, "body.delay_ms"],
  [{ effect: "reset", probability: 2 }, "body.probability"],
  [{ effect: "reset", endpoint: "nothing" }, "body.endpoint"],
  [{ effect: "reset", route: "GET /nothing" }, "body.route"],
  [{ effect: "reset", agent: "x" }, "body"],
])("a faulty rule is refused with its place: %j", async (rule, place) => {
  const { control } = await startControlledPlatform();
  const refused = await control.post("/faults", rule);
  expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  expect(String(refused.body.error).split(":")[0]).toBe(place);
  expect((await control.get("/faults")).body).toMatchObject({ faults: [] });
});
