import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Config } from "../../config/config.ts";
import type { Engine } from "../../engine/engine.ts";
import type { AgentInstance } from "../../runtime/agent-instance.ts";
import type { DataDirectory } from "../../store/data-directory.ts";
import { EngineProgress } from "../health/engine-progress.ts";
import { Readiness } from "../health/readiness.ts";
import type { WatchedAgent } from "../health/watched-agent.ts";
import { Metrics } from "../metrics/metrics.ts";
import { healthRoutes } from "./health-routes.ts";
import { HttpServer } from "./http-server.ts";
import type { WebhookAddresses } from "./webhooks/webhook-addresses.ts";
import { webhookRoutes } from "./webhooks/webhook-routes.ts";

export interface HttpFaceOptions {
  readonly http: NonNullable<Config["http"]>;
  readonly pollIntervalMs: number;
  readonly engine: Engine;
  readonly store: Pick<DataDirectory, "commits">;
  readonly agents: ReadonlyMap<string, AgentInstance>;
  readonly watched: () => readonly WatchedAgent[];
  /** Absent when webhooks are not received. */
  readonly addresses: WebhookAddresses | undefined;
  /** A webhook of that agent has come and is kept. */
  readonly onWebhook: (agent: string) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a running daemon answers over HTTP, assembled. */
export class HttpFace {
  readonly #server: HttpServer;
  readonly #progress: EngineProgress;
  readonly #metrics: Metrics;

  constructor(options: HttpFaceOptions) {
    const { http, engine, clock, log, agents, watched, pollIntervalMs, addresses, store, onWebhook } = options;
    this.#progress = new EngineProgress({ engine, clock });
    this.#metrics = new Metrics({ engine, clock, agents, watched });
    const readiness = new Readiness({ clock, engine, progress: this.#progress, agents: watched, pollIntervalMs });
    const routes = [healthRoutes(readiness, this.#metrics)];
    if (addresses) routes.push(webhookRoutes({ addresses, store, clock, log, onWebhook }));
    this.#server = new HttpServer({ host: http.host, port: http.port, log, routes });
  }

  /** Resolves with its address when it listens. Rejects with `http_not_available`. */
  listen(): Promise<string> {
    return this.#server.listen();
  }

  async close(): Promise<void> {
    await this.#server.close();
    this.#progress.close();
    this.#metrics.close();
  }
}
