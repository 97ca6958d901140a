import type { FastifyReply } from "fastify";
import type { ApiResponse } from "../../protocol/transport.ts";

/** Writes an answer; `closing` also ends the connection behind it. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: ApiResponse, closing: boolean): void {
  reply.code(status).headers(headers).header("content-type", "application/json; charset=utf-8");
  if (closing) reply.header("connection", "close");
  reply.send(JSON.stringify(body));
}
