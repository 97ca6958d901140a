import type { Dispatcher } from "undici";
import { messageOf } from "../base/errors.ts";
import { transportError } from "../protocol/transport.ts";

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when it was longer than the limit. */
  readonly text: string | undefined;
}

export interface ExchangeOptions {
  readonly signal: AbortSignal;
  readonly maxReplyBytes: number;
}

type Parts = Readonly<Record<string, string | string[] | undefined>>;

/**
 * One request and its whole reply. Until undici calls `onRequestStart` not one byte was written: a failure before is `unreachable`,
 * one after is `connection_lost`, a reused socket that the server had closed included. An abort rejects with the signal's reason.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  options: ExchangeOptions,
): Promise<HttpReply> {
  const { signal, maxReplyBytes } = options;
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: Parts = {};
    let chunks: Buffer[] = [];
    let bytes = 0;

    const aborted = () => {
      controller?.abort(asError(signal.reason));
      reject(signal.reason);
    };
    const settle = (text: string | undefined) => {
      signal.removeEventListener("abort", aborted);
      resolve({ status, headers: joined(headers), text });
    };
    const fail = (error: Error) => {
      signal.removeEventListener("abort", aborted);
      if (signal.aborted) return reject(signal.reason);
      const details = { origin: String(request.origin), cause: (error as NodeJS.ErrnoException).code };
      const [code, what] = controller ? (["connection_lost", "lost"] as const) : (["unreachable", "not made"] as const);
      reject(transportError(code, `connection to ${details.origin} ${what}: ${messageOf(error)}`, details, error));
    };

    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", aborted, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (started) => {
        // Aborted while it waited for a socket: never write it.
        if (signal.aborted) started.abort(asError(signal.reason));
        else controller = started;
      },
      onResponseStart: (_controller, statusCode, responseHeaders) => {
        // A 1xx comes before the answer; the next call replaces it.
        status = statusCode;
        headers = responseHeaders;
      },
      onResponseData: (current, chunk) => {
        bytes += chunk.length;
        if (bytes <= maxReplyBytes) return void chunks.push(chunk);
        chunks = [];
        settle(undefined);
        current.abort(new Error(`reply longer than ${maxReplyBytes} bytes`));
      },
      onResponseEnd: () => settle(Buffer.concat(chunks).toString("utf8")),
      onResponseError: (_controller, error) => fail(error),
    };
    try {
      dispatcher.dispatch(request, handler);
    } catch (thrown) {
      fail(asError(thrown));
    }
  });
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}

function joined(headers: Parts): Record<string, string> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(", ") : `${value}`]),
  );
}
