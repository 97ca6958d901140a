import type { Clock } from "../../base/clock.ts";
import { errorCode } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { ApiErrorCode } from "../../protocol/api-errors.ts";
import { type EndpointDefinition, fillPath } from "../../protocol/endpoint.ts";
import { endpoints } from "../../protocol/endpoints/table.ts";
import type { ApiResponse } from "../../protocol/transport.ts";
import { Refusal } from "../market/refusal.ts";
import { type Admission, type AdmissionParts, admit, admitStray, type StrayRequest } from "./admission.ts";
import { type Answer, failure, internalFailure, type PlatformResponse } from "./answer.ts";
import { carryOut, type PipelineParts } from "./call-pipeline.ts";
import type { PlatformRequest } from "./platform-request.ts";
import type { RequestJournal } from "./request-journal.ts";

/** Gives an answer the headers that every answer has, and those of the caller's limits. */
export type Respond = (answer: Answer, limits?: Answer["headers"]) => PlatformResponse;

export interface RequestHandlerOptions {
  readonly gate: AdmissionParts;
  readonly pipeline: PipelineParts;
  readonly respond: Respond;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absent = no journal is kept. */
  readonly journal: RequestJournal | undefined;
}

/** Turns requests into answers: admits, carries out, puts every failure into words, keeps the journal. */
export interface RequestHandler {
  /** Every outcome is an answer; rejects only with `connection_lost`. */
  handle(request: PlatformRequest): Promise<ApiResponse>;
  refuse(code: ApiErrorCode, message: string, stray?: StrayRequest): ApiResponse;
}

const nobody: Admission = { agent: undefined, refusal: undefined, headers: {} };

export function createRequestHandler(options: RequestHandlerOptions): RequestHandler {
  const { gate, pipeline, respond, clock, logger, journal } = options;
  const { profile } = gate;
  const note = (request: PlatformRequest, { agent }: Admission, status: number | undefined) => {
    if (!journal) return;
    const { method, path }: EndpointDefinition = endpoints[request.endpoint];
    journal.record({ timeMs: clock.now(), method, path: fillPath(path, request.params), agentId: agent?.id, status });
  };
  return {
    async handle(request) {
      let admission = nobody;
      const finish = (answer: Answer) => {
        note(request, admission, answer.status);
        return respond(answer, admission.headers);
      };
      try {
        admission = admit(request, clock.now(), gate);
        return finish(await carryOut(request, admission, pipeline));
      } catch (error) {
        if (error instanceof Refusal) return finish(failure(error, profile));
        if (errorCode(error) === "connection_lost") {
          note(request, admission, undefined);
          throw error;
        }
        logger.error({ err: error, endpoint: request.endpoint }, "A request failed by a defect of the server");
        return finish(internalFailure());
      }
    },
    refuse(code, message, stray) {
      const { refusal, agent, headers: limits } = stray ? admitStray(stray, clock.now(), gate) : nobody;
      const answer = failure(refusal ?? new Refusal(code, message), profile);
      if (stray) {
        const { method, path } = stray;
        journal?.record({ timeMs: clock.now(), method, path, agentId: agent?.id, status: answer.status });
      }
      return respond(answer, limits);
    },
  };
}
