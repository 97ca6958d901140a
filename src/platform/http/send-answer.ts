import type { FastifyReply } from "fastify";
import type { PlatformResponse } from "../service/answer.ts";

/** Writes an answer; `closing` also ends the connection behind it. */
export function sendAnswer(reply: FastifyReply, { status, headers, body, page }: PlatformResponse, closing: boolean): void {
  reply.code(status).headers(headers);
  if (closing) reply.header("connection", "close");
  if (page !== undefined) reply.header("content-type", "text/html; charset=utf-8").send(page);
  else if (body === undefined) reply.send();
  else reply.header("content-type", "application/json; charset=utf-8").send(JSON.stringify(body));
}
