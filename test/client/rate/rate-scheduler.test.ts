import { describe, expect, it } from "vitest";
import { documentedRates, hostileRates, openRates } from "../../../src/platform/service/profiles/rate-styles.ts";
import { rejection } from "../fixtures.ts";
import { RateScene, type SceneOptions } from "./fixtures.ts";

const minuteMs = 60_000;

/** Endless writes for so many minutes; answers how many went through. */
async function saturate(options: SceneOptions, minutes: number): Promise<RateScene> {
  const scene = new RateScene(options);
  const endMs = scene.clock.now() + minutes * minuteMs;
  scene.demand("startOrder", 8, endMs);
  await scene.clock.advanceTo(endMs - 1);
  return scene;
}

describe("endless writes", () => {
  it.each<[string, SceneOptions]>([
    ["fixed windows, told on every answer", {}],
    ["fixed windows and a server five minutes ahead", { skewMs: 300_000 + 17_345 }],
    ["fixed windows and a server an hour behind", { skewMs: -3_600_000 - 29_001 }],
    ["fixed windows that nobody tells of", { mute: true }],
    ["a slow wire", { latencyMs: () => 250, skewMs: 12_345 }],
    ["a sliding window, told on every answer", { style: { ...openRates, window: "sliding" } }],
    ["a sliding window that nobody tells of", { mute: true, style: { ...openRates, window: "sliding" } }],
    ["the document's own words", { style: documentedRates }],
  ])("with %s use at least 97 percent of the budget without one 429", async (_name, options) => {
    const scene = await saturate(options, 60);
    expect(scene.server.refusals).toEqual([]);
    expect(scene.server.accepted()).toBeGreaterThanOrEqual(0.97 * 20 * 60);
  });

  it("use proven fixed windows to the full, whatever the wire takes", async () => {
    const scene = await saturate({ latencyMs: () => 700, skewMs: 1_234 }, 60);
    expect(scene.server.refusals).toEqual([]);
    expect(scene.server.accepted()).toBeGreaterThanOrEqual(0.99 * 20 * 60);
  });

  it("need few 429s to learn that a server refuses early, and ever fewer to see whether it still does", async () => {
    const scene = await saturate({ style: hostileRates }, 24 * 60);
    const halfMs = scene.clock.now() - 12 * 60 * minuteMs;
    expect(scene.server.refusals.length).toBeLessThanOrEqual(12);
    expect(scene.server.refusals.filter((atMs) => atMs > halfMs).length).toBeLessThanOrEqual(1);
    expect(scene.server.accepted()).toBeGreaterThanOrEqual(0.99 * 18 * 60 * 24);
  });

  it("converge on a limit far below the configured one that is never told", async () => {
    const scene = await saturate({ style: { ...documentedRates, limitHeader: false }, mute: true, writesPerMinute: 5 }, 24 * 60);
    const first = scene.server.log[0]?.atMs ?? 0;
    const late = scene.server.refusals.filter((atMs) => atMs > first + 60 * minuteMs);
    expect(scene.server.refusals.length).toBeLessThanOrEqual(40);
    expect(late.length).toBeLessThanOrEqual(20);
    expect(scene.server.accepted()).toBeGreaterThanOrEqual(0.9 * 5 * 60 * 24);
  });

  it("never go above a limit that the server told, however generous the configuration", async () => {
    const scene = await saturate({ configured: { readsPerMinute: 60, writesPerMinute: 1_000 }, writesPerMinute: 20 }, 10);
    expect(scene.server.refusals.length).toBeLessThanOrEqual(8);
    expect(scene.scheduler.state("write").limit).toBe(20);
  });

  it("never go above the configuration, however generous the server", async () => {
    const scene = await saturate({ configured: { readsPerMinute: 60, writesPerMinute: 10 }, writesPerMinute: 100 }, 10);
    expect(scene.server.accepted()).toBeLessThanOrEqual(101);
  });
});

describe("others who spend from the same budget", () => {
  it("are seen in X-RateLimit-Remaining before the server refuses", async () => {
    const scene = new RateScene();
    const endMs = scene.clock.now() + 30 * minuteMs;
    const stranger = async () => {
      while (scene.clock.now() < endMs) {
        scene.server.spendElsewhere("write");
        await scene.clock.sleep(7_000);
      }
    };
    void stranger();
    scene.demand("startOrder", 1, endMs);
    await scene.clock.advanceTo(endMs - 1);
    expect(scene.server.refusals.length).toBeLessThanOrEqual(3);
    expect(scene.server.accepted()).toBeGreaterThanOrEqual(30 * 9);
  });
});

describe("a restart in a spent window", () => {
  it("costs at most one batch of 429s and does not lower the limit", async () => {
    const scene = new RateScene({ style: documentedRates });
    for (let spent = 0; spent < 20; spent++) scene.server.spendElsewhere("write");
    const endMs = scene.clock.now() + 10 * minuteMs;
    scene.demand("startOrder", 4, endMs);
    await scene.clock.advanceTo(endMs - 1);
    expect(scene.server.refusals.length).toBeLessThanOrEqual(4);
    expect(scene.scheduler.state("write").limit).toBe(20);
    expect(scene.server.accepted()).toBeGreaterThanOrEqual(20 * 8);
  });
});

describe("a refusal for no reason", () => {
  it.each(["getOrder", "listNotifications", "listOrders"] as const)(
    "holds the next %s for five seconds, however little hangs on it",
    async (endpoint) => {
      let answers = 0;
      const answer = async () => ({ status: answers++ === 0 ? 429 : 200, headers: {}, body: {} });
      const scene = new RateScene({ mute: true, answer });
      expect(await scene.request(endpoint)).toBe(429);
      const beganMs = scene.clock.now();
      const next = [scene.request(endpoint), scene.request(endpoint), scene.request(endpoint)];
      await scene.clock.advanceBy(10 * minuteMs);
      expect(await Promise.all(next)).toEqual([200, 200, 200]);
      expect(scene.server.log.slice(1).map(({ atMs }) => atMs - beganMs)).toEqual([5_000, 5_000, 5_000]);
    },
  );
});

describe("priorities", () => {
  it("let orders go before acknowledgements, polls and lists that came first", async () => {
    const scene = new RateScene({ configured: { readsPerMinute: 10, writesPerMinute: 10 } });
    for (let spent = 0; spent < 10; spent++) void scene.request("getOrder", "spent");
    await scene.clock.settle();
    scene.sent.length = 0;
    for (const endpoint of ["listGigs", "listOrders", "listNotifications", "getOrder"] as const) void scene.request(endpoint);
    await scene.clock.advanceBy(minuteMs + 2_000);
    expect(scene.sent).toEqual(["getOrder", "listNotifications", "listGigs", "listOrders"]);
  });

  it("keep room for orders and acknowledgements while lists and publications crowd in", async () => {
    const scene = new RateScene();
    for (let n = 0; n < 40; n++) void scene.request("createGig");
    await scene.clock.settle();
    expect(scene.sent.length).toBe(20 - 5 - 2);
    for (let n = 0; n < 5; n++) void scene.request("startOrder");
    void scene.request("markNotifications");
    await scene.clock.settle();
    expect(scene.sent.slice(13)).toEqual([...Array(5).fill("startOrder"), "markNotifications"]);
  });

  it("let an acknowledgement through in the next minute under endless orders", async () => {
    const scene = new RateScene();
    const endMs = scene.clock.now() + 10 * minuteMs;
    scene.demand("sendMessage", 30, endMs);
    await scene.clock.advanceBy(90_000);
    const asked = scene.clock.now();
    let sentAtMs = Number.POSITIVE_INFINITY;
    void scene.request("markNotifications").then(() => {
      sentAtMs = scene.clock.now();
    });
    await scene.clock.advanceTo(endMs - 1);
    expect(sentAtMs - asked).toBeLessThanOrEqual(minuteMs + 1_000);
  });
});

describe("waiting", () => {
  it("ends with the signal's reason, frees the place and leaves no timer", async () => {
    const scene = new RateScene({ configured: { readsPerMinute: 60, writesPerMinute: 1 } });
    await scene.request("startOrder", "first");
    const controller = new AbortController();
    const waiting = rejection(scene.request("startOrder", "aborted", controller.signal));
    void scene.request("startOrder", "behind");
    await scene.clock.settle();
    controller.abort("stop");
    expect(await waiting).toBe("stop");
    await scene.clock.advanceBy(minuteMs + 2_000);
    expect(scene.sent).toEqual(["first", "behind"]);
    expect(scene.scheduler.state("write").waiting).toBe(0);
    expect(scene.clock.nextAtMs()).toBeUndefined();
  });

  it("is idle for a virtual clock: time goes on while participants wait for their turn", async () => {
    const scene = new RateScene({ configured: { readsPerMinute: 60, writesPerMinute: 1 } });
    await scene.request("startOrder");
    const done = scene.clock.work("handler", () => scene.request("sendMessage"));
    await scene.clock.advanceBy(minuteMs + 2_000);
    expect(await done).toBe(200);
  });

  it("does not let an aborted request spend its place", async () => {
    const scene = new RateScene();
    const controller = new AbortController();
    const call = rejection(scene.request("startOrder", "aborted", controller.signal));
    controller.abort("stop");
    expect(await call).toBe("stop");
    expect(scene.scheduler.state("write").spent).toBe(0);
  });
});
