import { describe, expect, it, onTestFinished } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { createClient } from "../../src/client/client.ts";
import { Acknowledgements } from "../../src/daemon/acknowledgements.ts";
import { PageCap } from "../../src/daemon/page-cap.ts";
import { Poller } from "../../src/daemon/poller.ts";
import { UnusableRows } from "../../src/daemon/unusable-rows.ts";
import type { ApiResponse } from "../../src/protocol/transport.ts";

const busyPollIntervalMs = 3_000;

interface Notice {
  readonly id: string;
  read: boolean;
}

/** A poller over an account whose notifications the test makes up. */
class Desk {
  readonly clock = new VirtualClock();
  readonly notices: Notice[] = [];
  readonly polledAtMs: number[] = [];
  readonly acknowledged: { readonly atMs: number; readonly ids: readonly string[] }[] = [];
  /** Acknowledgements that met trouble. */
  readonly refusedAtMs: number[] = [];
  readonly submitted: string[] = [];
  readonly poller: Poller;
  /** What the server answers instead, by endpoint. */
  readonly trouble: { [endpoint: string]: Partial<ApiResponse> | undefined } = {};
  /** The server's silent cap of a page. */
  cap = 100;
  /** What happens while a poll is under way. */
  duringPoll = () => {};
  readonly #ending = new AbortController();
  readonly #startMs = this.clock.now();
  #running: Promise<void> = Promise.resolve();
  #arrived = 0;

  constructor(pollIntervalMs = 30_000) {
    const { clock } = this;
    const retry = { maxAttempts: 1, backoff: { baseMs: 1, maxMs: 1 }, maxRetryAfterMs: 0 };
    const client = createClient({
      transport: {
        send: async ({ endpoint, body }) => {
          const troubled = this.trouble[endpoint];
          if (troubled) (endpoint === "markNotifications" ? this.refusedAtMs : this.polledAtMs).push(this.nowMs);
          if (troubled) return { status: 200, headers: {}, body: undefined, ...troubled };
          const answer = endpoint === "markNotifications" ? this.#mark(body as { notification_ids: string[] }) : this.#list();
          return { status: 200, headers: {}, body: answer };
        },
        close: async () => {},
      },
      apiKey: "ak_desk",
      clock,
      random: seededRandom("desk"),
      retry,
    });
    this.poller = new Poller({
      agent: { name: "desk", client },
      engine: {
        submit: async (runs) => {
          const fresh = runs.filter((run) => !this.submitted.includes(run.id));
          this.submitted.push(...fresh.map((run) => run.id));
          return fresh.map((run) => run.id) as never;
        },
        dismiss: () => Promise.reject(new Error("everything here has a handler")),
      },
      definition: () => ({ handlers: { unknown: () => undefined, "order.created": () => undefined } }),
      acknowledgements: new Acknowledgements({ client, clock }),
      pages: new PageCap(),
      unusable: new UnusableRows(),
      pollIntervalMs,
      busyPollIntervalMs,
      clock,
      random: seededRandom("poller"),
      log: silentLogger,
    });
    onTestFinished(() => this.stop());
  }

  get nowMs(): number {
    return this.clock.now() - this.#startMs;
  }

  async start(): Promise<void> {
    this.#running = this.poller.run(this.#ending.signal);
    await this.clock.settle();
  }

  async stop(): Promise<void> {
    this.#ending.abort("over");
    await this.#running;
  }

  arrive(count = 1): void {
    for (let n = 0; n < count; n++) this.notices.push({ id: `n${++this.#arrived}`, read: false });
  }

  #list() {
    this.polledAtMs.push(this.nowMs);
    const unread = this.notices.filter(({ read }) => !read).slice(0, this.cap);
    this.duringPoll();
    return { notifications: unread.map(({ id }) => ({ id, type: "order.created", payload: { order_id: id }, is_read: false })) };
  }

  #mark({ notification_ids: ids }: { readonly notification_ids: readonly string[] }) {
    this.acknowledged.push({ atMs: this.nowMs, ids });
    for (const notice of this.notices) if (ids.includes(notice.id)) notice.read = true;
    return { success: true, updated: ids.length, unread_count: 0 };
  }
}

describe("waking", () => {
  it("polls at once, without waiting for the interval", async () => {
    const desk = new Desk();
    await desk.start();
    await desk.clock.advanceBy(100);
    desk.arrive();
    desk.poller.wake();
    await desk.clock.settle();
    expect(desk.polledAtMs).toEqual([0, 100]);
    expect(desk.submitted).toHaveLength(1);
  });

  it("polls again after a poll under way, whose page may miss what is new", async () => {
    const desk = new Desk();
    desk.duringPoll = () => {
      if (desk.polledAtMs.length === 1) desk.poller.wake();
    };
    await desk.start();
    expect(desk.polledAtMs).toEqual([0, 0]);
  });

  it("many times makes one poll", async () => {
    const desk = new Desk();
    await desk.start();
    for (let n = 0; n < 1_000; n++) desk.poller.wake();
    await desk.clock.settle();
    expect(desk.polledAtMs).toHaveLength(2);
  });

  it("without end makes a few polls at once and then one per busy interval", async () => {
    const desk = new Desk();
    await desk.start();
    for (let ms = 0; ms < 60_000; ms += 50) {
      desk.poller.wake();
      await desk.clock.advanceBy(50);
    }
    expect(desk.polledAtMs.length).toBeGreaterThanOrEqual(20);
    expect(desk.polledAtMs.length).toBeLessThanOrEqual(1 + 5 + 60_000 / busyPollIntervalMs + 3);
  });

  it("ends a back-off early, and the poller outlives every error", async () => {
    const desk = new Desk();
    desk.trouble.listNotifications = { status: 502 };
    await desk.start();
    await desk.clock.advanceBy(3_600_000);
    expect(desk.polledAtMs.length).toBeGreaterThan(5);
    expect(desk.polledAtMs.length).toBeLessThan(120);
    desk.trouble.listNotifications = undefined;
    desk.arrive();
    const before = desk.polledAtMs.length;
    desk.poller.wake();
    await desk.clock.settle();
    expect(desk.polledAtMs.length).toBe(before + 1);
    expect(desk.submitted).toHaveLength(1);
  });
});

describe("acknowledging", () => {
  it("waits for company, at most a minute, and takes all in one write", async () => {
    const desk = new Desk();
    await desk.start();
    for (let second = 0; second < 300; second++) {
      if (second % 7 === 0) desk.arrive();
      await desk.clock.advanceBy(1_000);
    }
    expect(desk.acknowledged.length).toBeGreaterThanOrEqual(4);
    expect(desk.acknowledged.length).toBeLessThanOrEqual(6);
    await desk.clock.advanceBy(120_000);
    expect(desk.notices.every(({ read }) => read)).toBe(true);
  });

  it("is not put off beyond a minute by a poll interval of an hour", async () => {
    const desk = new Desk(3_600_000);
    desk.arrive();
    await desk.start();
    await desk.clock.advanceBy(60_000);
    expect(desk.acknowledged.map(({ ids }) => ids)).toEqual([["n1"]]);
    expect(desk.acknowledged[0]?.atMs).toBeLessThanOrEqual(60_000);
  });

  it("a server that caps its pages at twenty is read page after page within one poll", async () => {
    const desk = new Desk();
    desk.cap = 20;
    desk.arrive(150);
    await desk.start();
    expect(desk.submitted).toHaveLength(150);
    expect(desk.nowMs).toBe(0);
  });

  it("stops to take a page for full once the server has given a longer one", async () => {
    const desk = new Desk();
    await desk.start();
    for (let minute = 0; minute < 30; minute++) {
      desk.arrive(28);
      await desk.clock.advanceBy(60_000);
    }
    expect(desk.acknowledged.length).toBeLessThanOrEqual(36);
    expect(desk.submitted).toHaveLength(30 * 28);
  });

  it("keeps what could not be sent and sends it with the next", async () => {
    const desk = new Desk();
    desk.arrive();
    desk.trouble.markNotifications = { status: 500 };
    await desk.start();
    await desk.clock.advanceBy(120_000);
    expect(desk.refusedAtMs.length).toBeGreaterThan(0);
    desk.trouble.markNotifications = undefined;
    await desk.clock.advanceBy(60_000);
    expect(desk.acknowledged.map(({ ids }) => ids)).toEqual([["n1"]]);
  });
});

it("a poller ends at once when told to, in the middle of a rest, and leaves no timer", async () => {
  const desk = new Desk();
  await desk.start();
  await desk.clock.advanceBy(1_000);
  await desk.stop();
  expect(desk.clock.nextAtMs()).toBeUndefined();
});
