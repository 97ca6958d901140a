import type { FastifyReply } from "fastify";
import type { PlatformResponse } from "../service/answer.ts";

/** Writes an answer; `closing` also ends the connection behind it. */
export function sendAnswer(reply: FastifyReply, { status, headers, body, page }: PlatformResponse, closing: boolean): void {
  reply.code(status).headers(headers);
  if (closing) reply.header("connection", "close");
  if (page !== undefined) reply.header("content-type", html).send(page);
  else if (body === undefined) reply.send();
  else reply.header("content-type", json).send(JSON.stringify(body));
}

/** The same for a reply that has no headers yet: past Fastify's hooks and serialisers, of which this server has none, and which cost a tenth of a request. */
export function writeAnswer(reply: FastifyReply, { status, headers, body, page }: PlatformResponse, closing: boolean): void {
  const text = page ?? (body === undefined ? "" : JSON.stringify(body));
  const type = page === undefined ? json : html;
  reply.hijack();
  reply.raw.writeHead(status, {
    ...headers,
    ...(text !== "" && { "content-type": type }),
    "content-length": Buffer.byteLength(text),
    ...(closing && { connection: "close" }),
  });
  reply.raw.end(text);
}

const json = "application/json; charset=utf-8";
const html = "text/html; charset=utf-8";
