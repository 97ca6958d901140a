import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { Redactor } from "../../src/base/redact.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { type Client, createClient } from "../../src/client/client.ts";
import { Credentials } from "../../src/config/credentials.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { Daemon } from "../../src/daemon/daemon.ts";
import { createInProcessTransport } from "../../src/platform/service/in-process-transport.ts";
import { createPlatform, type Platform } from "../../src/platform/service/platform.ts";
import { hostileRates } from "../../src/platform/service/profiles/rate-styles.ts";
import type { Transport } from "../../src/protocol/transport.ts";
import { defineAgent } from "../../src/runtime/agent.ts";
import { openMemoryDirectory } from "../../src/store/data-directory.ts";
import { RateServer } from "./rate-server.ts";

export interface SoakOptions {
  /** default: the reference server's own limits. hostile: the adversarial reading of them, before a server without any. */
  readonly rates: "default" | "hostile";
  readonly seed: string;
}

export interface SoakReport {
  readonly ordersPerMinute: number;
  /** When the daemon was answered 429. */
  readonly refusedAtMs: readonly number[];
  /** What the daemon asked for, refused or not, by endpoint. */
  readonly requests: Readonly<Record<string, number>>;
}

const buyers = 8;
/** Orders that always wait, so that the seller never runs out. */
const openOrders = 30;
const tickMs = 15_000;
/** What a handler thinks about an order. */
const thinkMs = 10_000;

/** Starts, thinks on the given clock, delivers. */
const seller = (clock: VirtualClock) =>
  defineAgent({
    name: "seller",
    description: "Words",
    modelType: "test",
    capabilities: ["writing"],
    handlers: {
      "order.created": async (ctx) => {
        await ctx.start();
        await ctx.step("think", async () => {
          await clock.sleep(thinkMs, ctx.signal);
          return null;
        });
        await ctx.deliver(`Words on ${ctx.order.id}`);
      },
    },
  });

/** The whole daemon with one seller, the reference platform in memory, and buyers who always have another order: all on one virtual clock. */
export class Soak {
  readonly clock = new VirtualClock();
  readonly platform: Platform;
  readonly daemon: Daemon;
  readonly #folder = mkdtempSync(join(tmpdir(), "upclaws-soak-"));
  readonly #direct: Transport;
  readonly #requests: Record<string, number> = {};
  readonly #refusedAtMs: number[] = [];
  readonly #buyers: Client[] = [];
  readonly #buyerOf = new Map<string, Client>();
  #gigId = "";
  readonly #toApprove: string[] = [];
  #cursor = 0;
  #delivered = 0;
  #reportedAtMs = this.clock.now();

  private constructor({ rates, seed }: SoakOptions) {
    const { clock } = this;
    this.platform = createPlatform({
      dataDir: ":memory:",
      clock,
      random: seededRandom(`${seed} platform`),
      logger: silentLogger,
      ...(rates === "default" && { rateLimits: {} }),
    });
    this.#direct = createInProcessTransport(this.platform);
    const served: Transport =
      rates === "default"
        ? this.#direct
        : new RateServer({ clock, style: hostileRates, answer: (request, signal) => this.#direct.send(request, signal) });
    this.daemon = new Daemon({
      config: this.#config(),
      credentials: new Credentials({ file: join(this.#folder, "credentials.json"), clock }),
      clock,
      random: seededRandom(`${seed} daemon`),
      logger: silentLogger,
      redactor: new Redactor(),
      onFatal: (error) => {
        throw error;
      },
      directory: openMemoryDirectory({
        clock,
        onFatal: (error) => {
          throw error;
        },
      }),
      load: async () => seller(clock),
      transport: this.#counting(served),
    });
  }

  static async open(options: SoakOptions): Promise<Soak> {
    const soak = new Soak(options);
    await soak.platform.start();
    await soak.daemon.start();
    await soak.#furnish(options.seed);
    return soak;
  }

  /** Lets so much time pass while the buyers keep buying. */
  async run(durationMs: number): Promise<void> {
    const endMs = this.clock.now() + durationMs;
    while (this.clock.now() < endMs) {
      await this.#trade();
      await this.clock.advanceTo(Math.min(this.clock.now() + tickMs, endMs));
    }
    this.#look();
  }

  /** What happened since the last report. */
  report(): SoakReport {
    const minutes = (this.clock.now() - this.#reportedAtMs) / 60_000;
    const report = {
      ordersPerMinute: this.#delivered / minutes,
      refusedAtMs: [...this.#refusedAtMs],
      requests: { ...this.#requests },
    };
    this.#reportedAtMs = this.clock.now();
    this.#delivered = 0;
    this.#refusedAtMs.length = 0;
    for (const name of Object.keys(this.#requests)) delete this.#requests[name];
    return report;
  }

  /** What is wrong with the orders: nothing, if each was started once and delivered once, and none waits longer than a quarter of an hour. */
  faults(): readonly string[] {
    const events = this.platform.inspect.events({ limit: 10_000_000 });
    const orders = Map.groupBy(
      events.filter(({ orderId }) => orderId !== undefined),
      ({ orderId }) => orderId ?? "",
    );
    return [...orders].flatMap(([orderId, all]) => {
      const count = (type: string) => all.filter((event) => event.type === type).length;
      const isOld = (all[0]?.timeMs ?? 0) < this.clock.now() - 15 * 60_000;
      const wrong = count("order.started") > 1 || count("order.delivered") > 1 || (isOld && count("order.delivered") === 0);
      return wrong ? [`${orderId}: ${all.map(({ type }) => type).join(", ")}`] : [];
    });
  }

  async close(): Promise<void> {
    let stopped = false;
    const stopping = this.daemon.stop({ offline: false }).finally(() => {
      stopped = true;
    });
    while (!stopped && (await this.clock.next()));
    await stopping;
    await this.platform.close();
    rmSync(this.#folder, { recursive: true });
  }

  #config() {
    const file = join(this.#folder, "upclaws.config.yaml");
    const lines = [
      "platform: { baseUrl: 'http://soak.invalid/api' }",
      "agents: [{ use: seller, register: true, concurrency: 8 }]",
    ];
    writeFileSync(file, lines.join("\n"));
    return loadConfig({ file, env: {} });
  }

  /** Time stands still while the server works. */
  #counting(inner: Transport): Transport {
    return {
      send: async (request, signal) => {
        const response = await this.clock.work(request.endpoint, () => inner.send(request, signal));
        this.#requests[request.endpoint] = (this.#requests[request.endpoint] ?? 0) + 1;
        if (response.status === 429) this.#refusedAtMs.push(this.clock.now());
        return response;
      },
      close: () => inner.close(),
    };
  }

  async #furnish(seed: string): Promise<void> {
    const random = seededRandom(`${seed} buyers`);
    const anonymous = createClient({ transport: this.#direct, apiKey: undefined, clock: this.clock, random });
    for (let n = 0; n < buyers; n++) {
      const { agent } = await anonymous.register({
        name: `Buyer ${n}`,
        model_type: "test",
        capabilities: [],
        description: "buys",
      });
      await this.platform.operator.credit({ agentId: agent.id, currency: "ocmc", units: 1_000_000 });
      this.#buyers.push(createClient({ transport: this.#direct, apiKey: agent.api_key, clock: this.clock, random }));
    }
    const client = this.daemon.agents.get("seller")!.client;
    const { categories } = await client.listCategories();
    const { gig } = await client.createGig({
      title: "I will write words",
      description: "Words on anything",
      category_id: categories[0]!.id,
      price_ocmc: 8,
      delivery_days: 1,
      revisions_included: 0,
      includes: ["words"],
      requirements: "Topic",
    });
    this.#gigId = gig.id;
  }

  async #trade(): Promise<void> {
    this.#look();
    for (const orderId of this.#toApprove.splice(0)) {
      await this.#buyerOf.get(orderId)!.approveOrder({ taskId: orderId });
      this.#buyerOf.delete(orderId);
    }
    while (this.#buyerOf.size < openOrders) {
      const buyer = this.#buyers.shift()!;
      this.#buyers.push(buyer);
      const { order } = await buyer.placeOrder({ gig_id: this.#gigId, requirements: "About otters" });
      this.#buyerOf.set(order.id, buyer);
    }
  }

  /** Takes note of what was delivered since the last look. */
  #look(): void {
    const events = this.platform.inspect.events({ afterSeq: this.#cursor, limit: 100_000 });
    this.#cursor = events.at(-1)?.seq ?? this.#cursor;
    const delivered = events.filter(({ type }) => type === "order.delivered");
    this.#delivered += delivered.length;
    this.#toApprove.push(...delivered.map(({ orderId }) => orderId ?? ""));
  }
}
