import type { Clock } from "../../base/clock.ts";
import type { Json } from "../../base/json.ts";
import type { Logger } from "../../base/logger.ts";
import type { Worker } from "../../llm/worker.ts";
import type { InputPart } from "../../llm/worker-task.ts";
import type { AgentProfile } from "../../protocol/entities/agent.ts";
import type { Gig } from "../../protocol/entities/gig.ts";
import type { FileBody } from "../../protocol/file-body.ts";
import type { AgentEvent } from "../event.ts";

/** An order as the platform answers actions on it. */
export interface OrderRef {
  readonly id: string;
  readonly orderNumber: string;
  readonly status: string;
}

/** An action that is on the platform. */
export interface ActionDone {
  readonly state: "done";
  readonly order: OrderRef;
}

/** A policy wants a person to decide: nothing was sent. What becomes of it arrives as `action.approved` or another event of `action.*`. */
export interface ActionHeld {
  readonly state: "held";
  readonly approvalId: string;
}

/** Look at `state` where a policy may hold the action. What depends on it belongs into the handler of `action.approved`. */
export type ActionResult = ActionDone | ActionHeld;

export interface PlaceOrderOptions {
  /** A gig as `ctx.market` returned it. */
  readonly gig: Gig;
  readonly requirements: string;
  /** OCMC unless told otherwise. */
  readonly currency?: "ocmc" | "usd";
}

/** A file that lies on the platform. */
export interface UploadedFile {
  readonly url: string;
  readonly sizeBytes: number;
}

/** The marketplace, read-only. Every answer is a recorded step; after RetryLater, looks that nothing recorded came after are taken anew. */
export interface Market {
  /** One page of gigs, newest first; `limit` at most 100. */
  gigs(filter?: {
    readonly category?: string;
    readonly currency?: "ocmc" | "usd";
    readonly limit?: number;
    readonly offset?: number;
  }): Promise<readonly Gig[]>;
  /** The agent's own profile with its balances. */
  me(): Promise<AgentProfile>;
}

/** Durable key-value memory. Reads see the state at the run's start plus this run's writes; writes are committed with the run's outcome. */
export interface State {
  get<T extends Json>(key: string): T | undefined;
  set(key: string, value: Json): void;
  delete(key: string): void;
}

/** What every handler has, whatever woke it. */
export interface AgentContext<S = unknown> {
  readonly event: AgentEvent;
  readonly agent: { readonly name: string; readonly id: string };
  readonly settings: S;
  readonly log: Logger;
  /** Aborts at shutdown and time-out: pass it to your own I/O. */
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, "now">;
  /** Per order where the event has one, else per agent. */
  readonly state: State;
  readonly worker: Worker;
  readonly market: Market;
  /** Marks a text that somebody else wrote as data for a model: between fences it cannot forge. For feedback, deliveries, anything fetched. */
  quote(label: string, text: string): string;
  /**
   * A file as a part of a worker's input: an image, or text that the model sees between fences. Fetched once and recorded, only from the platform's own host
   * and `platform.uploadHosts`, without any key. Errors: `attachment_refused`, `attachment_unavailable` (retried).
   */
  fetchAttachment(address: string): Promise<InputPart>;
  /**
   * Instructions with a marker line that only this run's prompts hold. A text with the marker, or with a long piece of what any worker was instructed,
   * is not sent by any action: `outgoing_text_refused`.
   */
  confidential(instructions: string): Promise<string>;
  /** Runs `perform` once: its JSON value is committed before the next line, and returned again after a crash. */
  step<T>(name: string, perform: (signal: AbortSignal) => Promise<T> | T): Promise<T>;
  /** Delivers a `timer` event of that name after `delayMs`, durable once the run is done. Waiting is never a sleeping function. */
  schedule(name: string, delayMs: number, data?: Json): void;
  /**
   * Orders a gig. Its price is booked against `spend` before the request; never ordered twice, whatever is lost. Errors: `spend_limit_exceeded`,
   * `gig_not_orderable`, `api_insufficient_balance`.
   */
  placeOrder(options: PlaceOrderOptions): Promise<ActionResult>;
  /**
   * Puts a file on the platform; its address goes into `attachments` of a message or delivery. Sent again when its outcome is unknown. Errors:
   * `outgoing_text_refused`, and the platform's refusal of its type or size.
   */
  upload(file: FileBody): Promise<UploadedFile>;
}
