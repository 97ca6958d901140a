import type { Client } from "../client/client.ts";
import type { AgentDefinition } from "./agent.ts";
import type { ApprovalSettings } from "./approvals/policy.ts";
import type { FetchAttachment } from "./attachments/fetch-attachment.ts";
import type { WorkerSetup } from "./worker-setup.ts";

/** What an agent may pay on the marketplace; absent = no limit of its own. Whole OCMC. */
export interface MarketSpend {
  readonly ocmcPerOrder?: number | undefined;
  readonly ocmcPerDay?: number | undefined;
  readonly tipMax?: number | undefined;
}

/** One agent as it runs in this process: the author's code under a name, with its identity on the platform. */
export interface AgentInstance {
  /** The name in the configuration: prefix of all its run ids. */
  readonly name: string;
  readonly definition: AgentDefinition;
  /** What the settings schema made of `with:`. */
  readonly settings: unknown;
  /** The agent's id on the platform. */
  readonly platformId: string;
  /** The name the platform knows it by. */
  readonly platformName: string;
  readonly client: Client;
  /** Its own keys: a text that holds one is not sent. */
  readonly secrets?: readonly string[];
  readonly spend: MarketSpend;
  /** Absent: `ctx.fetchAttachment` refuses. */
  readonly fetchAttachment?: FetchAttachment | undefined;
  /** What the configuration holds for a person; absent = nothing. */
  readonly approvals?: ApprovalSettings;
  /** What one execution of a handler may take of its own time; absent = no limit. */
  readonly handlerTimeoutMs?: number | undefined;
  /** Absent when no models are configured: `ctx.worker` refuses. */
  readonly worker: WorkerSetup | undefined;
}
