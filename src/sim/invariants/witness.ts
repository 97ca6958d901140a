import { z } from "zod";
import type { ApiRequest, ApiResponse, Transport } from "../../protocol/transport.ts";
import type { Participant } from "../world/participant.ts";
import type { Judge } from "./judge.ts";

export interface WitnessOptions {
  readonly transport: Transport;
  readonly judge: Judge;
  /** By API key. */
  readonly participants: ReadonlyMap<string, Participant>;
  /** Has this agent's daemon committed a run of that id? */
  readonly hasRun: (participant: Participant, id: string) => boolean;
}

const acknowledged = z.object({ notification_ids: z.array(z.string()).optional(), mark_all: z.boolean().optional() });
const ordered = z.object({ requirements: z.string() });
const listed = z.object({ notifications: z.array(z.object({ id: z.string(), type: z.string() })) });

/** The reference that every order of our own runtime ends with. */
const reference = /\s*\[ref ([^\]]+)\]\s*$/;

/** Stands at the marketplace's door and sees every request that arrives, whatever becomes of its answer. */
export class Witness implements Transport {
  readonly #options: WitnessOptions;
  /** References and wants of the orders that were placed. */
  readonly #placed = new Set<string>();

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  async send(request: ApiRequest, signal: AbortSignal): Promise<ApiResponse> {
    const { transport, participants } = this.#options;
    const agent = participants.get(request.headers["x-agent-api-key"] ?? "");
    if (agent && request.endpoint === "markNotifications") await this.#acknowledging(agent, request, signal);
    const answer = await transport.send(request, signal);
    if (agent && request.endpoint === "placeOrder" && answer.status < 300) this.#ordered(agent, request.body);
    return answer;
  }

  close(): Promise<void> {
    return this.#options.transport.close();
  }

  /** Nothing is acknowledged that is not in the inbox. */
  async #acknowledging(agent: Participant, request: ApiRequest, signal: AbortSignal): Promise<void> {
    const { notification_ids: ids = [], mark_all: all } = acknowledged.parse(request.body);
    const known = new Map(ids.map((id) => [id, "a notification"]));
    if (all) for (const { id, type } of await this.#unread(request, signal)) known.set(id, type);
    for (const [id, type] of known) {
      if (this.#options.hasRun(agent, `${agent.name}/n/${id}`)) continue;
      const what = `${agent.name} acknowledged ${type} (${id}) that it has not committed`;
      this.#options.judge.report("committed before acknowledged", what);
    }
  }

  async #unread({ headers }: ApiRequest, signal: AbortSignal) {
    const query = { unread: "true", limit: "100" };
    const request = { endpoint: "listNotifications", params: {}, query, body: undefined, headers } as const;
    return listed.parse((await this.#options.transport.send(request, signal)).body).notifications;
  }

  /** Nothing is ordered twice: neither the same intent nor the same want. */
  #ordered(agent: Participant, body: unknown): void {
    const { requirements } = ordered.parse(body);
    const [, intent] = reference.exec(requirements) ?? [];
    const wanted = /^Want \d+ of /.test(requirements) ? requirements.replace(reference, "") : undefined;
    for (const key of [intent && `intent ${intent}`, wanted]) {
      if (key === undefined) continue;
      if (this.#placed.has(key)) this.#options.judge.report("no action twice", `${agent.name} ordered twice: ${key}`);
      this.#placed.add(key);
    }
  }
}
