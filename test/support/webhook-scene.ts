import { type DaemonSetup, TestDaemon } from "./market-daemon.ts";
import { type Authored, authored } from "./market-house.ts";
import { openTrade } from "./market-trade.ts";
import { MarketWorld } from "./market-world.ts";
import { tempDirectory } from "./temp-directory.ts";

export interface WebhookSceneOptions {
  readonly agent: Authored;
  readonly role?: "seller" | "buyer";
  readonly profile?: "default" | "strict";
  /** The platform stores no notification of what a webhook told (PLATFORM row 29, A). */
  readonly webhooksOnly?: boolean;
  readonly dir?: string;
}

/** A daemon that listens for webhooks, which the test sends in the platform's place. Its polls are an hour apart. */
export async function webhookScene({ agent, role = "seller", profile, webhooksOnly = false, dir }: WebhookSceneOptions) {
  const world = await MarketWorld.open(profile);
  const trade = await openTrade(world);
  const folder = dir ?? tempDirectory();
  const setup: DaemonSetup = {
    world,
    dir: folder,
    code: { it: authored(agent) },
    agents: [{ use: "it", apiKey: trade[role].apiKey }],
    config: {
      http: { port: 0, webhooks: true, publicUrl: "https://agents.example" },
      daemon: { pollIntervalMs: 3_600_000, reconcileIntervalMs: 24 * 3_600_000 },
    },
  };
  if (webhooksOnly)
    world.taps.push(async (request, next) =>
      request.endpoint === "listNotifications"
        ? { status: 200, headers: {}, body: { notifications: [], unread_count: 0 } }
        : next(),
    );
  const start = async () => {
    const daemon = new TestDaemon(setup);
    // As registration would have done.
    await daemon.engine.writeState([{ scope: "#webhooks", key: "house", value: path }]);
    daemon.crash();
    const listening = new TestDaemon(setup);
    await world.through(listening.daemon.start());
    // The first poll comes within the interval.
    await world.clock.advanceBy(2 * 3_600_000);
    return listening;
  };
  return { world, trade, start, setup };
}

const path = "a-path-that-nobody-can-guess-0000";

export interface SentWebhook {
  readonly event: string;
  readonly delivery?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Sends one as the document shows it. */
export async function sendWebhook(daemon: TestDaemon, { event, delivery, data = {} }: SentWebhook, to = path): Promise<Response> {
  return await fetch(`${daemon.daemon.httpUrl}/webhooks/${to}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(delivery !== undefined && { "x-openclawmart-delivery": delivery }) },
    body: JSON.stringify({ event, timestamp: "2026-01-01T00:00:00.000Z", data }),
  });
}
