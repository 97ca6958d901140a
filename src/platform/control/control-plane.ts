import { createHash, timingSafeEqual } from "node:crypto";
import type { Logger } from "../../base/logger.ts";
import { Refusal } from "../market/refusal.ts";
import { type Answer, failure, internalFailure, success } from "../service/answer.ts";
import { defaultProfile } from "../service/profiles/default.ts";
import { parseInput } from "../service/validate.ts";
import type { ControlEndpoint } from "./control-endpoint.ts";
import type { ControlParts } from "./control-parts.ts";

export interface ControlRequest {
  readonly endpoint: ControlEndpoint;
  /** What came in X-Sim-Token. */
  readonly token: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The power behind the market, for tests, tools and simulations; never part of the API (PLATFORM "Control plane"). */
export class ControlPlane {
  readonly #token: string;
  readonly #parts: ControlParts;
  readonly #logger: Logger;
  #last: Promise<unknown> = Promise.resolve();

  constructor(token: string, parts: ControlParts, logger: Logger) {
    this.#token = token;
    this.#parts = parts;
    this.#logger = logger;
  }

  /** Never rejects. Requests are carried out one after the other: two that move the clock must not overtake each other. */
  handle(request: ControlRequest): Promise<Answer> {
    const answer = this.#last.then(() => this.#carryOut(request));
    this.#last = answer;
    return answer;
  }

  async #carryOut({ endpoint, token, params, query, body }: ControlRequest): Promise<Answer> {
    try {
      this.#requireToken(token);
      const sent = body === undefined && endpoint.bodyOptional ? {} : body;
      const call = {
        params,
        query: endpoint.query && parseInput(endpoint.query, query, "query"),
        body: endpoint.body && parseInput(endpoint.body, sent, "body"),
      };
      return success({ success: true, ...(await endpoint.run(call, this.#parts)) });
    } catch (error) {
      // One reading of refusals, whatever the API's profile.
      if (error instanceof Refusal) return failure(error, defaultProfile);
      this.#logger.error({ err: error, path: endpoint.path }, "A control request failed by a defect of the server");
      return internalFailure();
    }
  }

  #requireToken(token: string | undefined): void {
    if (token !== undefined && timingSafeEqual(digest(token), digest(this.#token))) return;
    const message = token === undefined ? "Send the control token in the header X-Sim-Token" : "X-Sim-Token is not this server's";
    throw new Refusal("unauthorized", message);
  }
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
