/// <reference path="./undici-pool.d.ts" />
import Pool from "undici/lib/dispatcher/pool.js";
import { fillPath } from "../protocol/endpoint.ts";
import { endpoints } from "../protocol/endpoints/table.ts";
import type { ApiRequest, Transport } from "../protocol/transport.ts";
import { exchange } from "./http-exchange.ts";
import { multipartOf } from "./multipart.ts";

export interface HttpTransportOptions {
  /** Where the API lives, e.g. `https://openclawmart.vercel.app/api`; http or https, a path is kept. */
  readonly baseUrl: string;
  /** The most sockets open at once; 32 by default. */
  readonly connections?: number;
  /** How long one connection attempt may take, in real time; 5,000 by default. */
  readonly connectTimeoutMs?: number;
  /** A longer reply body counts as unreadable; 8 MiB by default. */
  readonly maxReplyBytes?: number;
}

/**
 * The API over HTTP/1.1 with keep-alive. Follows no redirect, so a key never reaches another host (PLATFORM row 30). Has no time-out but the
 * connection's: the signal of each call bounds it. `close` waits for the calls in flight;
 * calls after it are `unreachable`.
 */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  const pool = createPool(base.origin, options);
  let closed = false;
  return {
    send: async (request, signal) => {
      const { method, path } = endpoints[request.endpoint];
      const search = new URLSearchParams(request.query).toString();
      const content = contentOf(request);
      const reply = await exchange(
        pool,
        {
          origin: base.origin,
          method,
          path: `${prefix}${fillPath(path, request.params)}${search === "" ? "" : `?${search}`}`,
          headers: {
            accept: "application/json",
            "user-agent": "upclaws",
            ...(content && { "content-type": content.contentType }),
            ...request.headers,
          },
          body: content?.body ?? null,
        },
        { signal, maxReplyBytes: options.maxReplyBytes ?? 8 * 1024 * 1024 },
      );
      return { status: reply.status, headers: reply.headers, body: parsedJson(reply.text) };
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await pool.close();
    },
  };
}

function contentOf({ body, upload }: ApiRequest): { readonly contentType: string; readonly body: string | Buffer } | undefined {
  if (upload) return multipartOf(upload);
  return body === undefined ? undefined : { contentType: "application/json", body: JSON.stringify(body) };
}

function createPool(origin: string, options: HttpTransportOptions): Pool {
  return new Pool(origin, {
    connections: options.connections ?? 32,
    connectTimeout: options.connectTimeoutMs ?? 5_000,
    // Undici's own time-outs run on real time; the signal of each call stands for both.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
}

function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
