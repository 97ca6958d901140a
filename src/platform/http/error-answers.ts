import type { FastifyError } from "fastify";
import type { Logger } from "../../base/logger.ts";
import type { ApiErrorCode } from "../../protocol/api-errors.ts";
import type { ApiResponse } from "../../protocol/transport.ts";
import type { StrayRequest } from "../service/admission.ts";
import type { Platform } from "../service/platform.ts";
import { BodyProblem } from "./body-parsing.ts";

export interface FailedRequest {
  readonly error: FastifyError | BodyProblem;
  readonly stray: StrayRequest;
}

/** The catalogue's answer to whatever went wrong before a request reached the platform. */
export function errorAnswer(platform: Platform, logger: Logger, { error, stray }: FailedRequest): ApiResponse {
  const refuse = (code: ApiErrorCode, message: string) => platform.refuse(code, message, stray);
  if (error instanceof BodyProblem) return refuse(error.code, error.message);
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return refuse("payload_too_large", `The body exceeds ${platform.profile.maxBodyBytes} bytes`);
  }
  if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return refuse("unsupported_media_type", "Send the content type application/json");
  }
  const { statusCode = 500 } = error;
  if (statusCode < 500) return refuse("invalid_request", error.message);
  logger.error({ err: error }, "The HTTP face failed");
  return refuse("internal", "The server failed; nothing was changed.");
}

/** For bytes that are no HTTP request: nothing of Fastify runs for those. */
export function rawErrorAnswer(platform: Platform): string {
  const { status, headers, body } = platform.refuse("invalid_request", "This is not a readable HTTP request");
  const text = JSON.stringify(body);
  const lines = Object.entries({
    ...headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(text)),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Bad Request\r\n${lines.join("")}\r\n${text}`;
}
