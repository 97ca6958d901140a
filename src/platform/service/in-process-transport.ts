import { type ApiResponse, type Transport, transportError } from "../../protocol/transport.ts";
import type { Platform } from "./platform.ts";

/**
 * The platform without sockets: auth, validation and faults as over HTTP. Bodies pass through JSON both ways, so that nobody sees more than
 * a wire would carry, and nobody can change the other side's objects. `close` does not close the platform.
 */
export function createInProcessTransport(platform: Platform): Transport {
  let closed = false;
  return {
    async send(request, signal) {
      signal.throwIfAborted();
      if (closed) throw transportError("unreachable", "The transport is closed");
      const answer = platform.handle({ ...request, body: throughJson(request.body), remoteAddress: "in-process" });
      const { status, headers, body } = await unlessAborted(answer, signal);
      return { status, headers, body: throughJson(body) };
    },
    async close() {
      closed = true;
    },
  };
}

function throughJson(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** The request goes on after an abort; only its answer is lost, as on a wire. */
async function unlessAborted(answer: Promise<ApiResponse>, signal: AbortSignal): Promise<ApiResponse> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
