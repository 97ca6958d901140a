import { Readable } from "node:stream";
import type { FileBody } from "../../protocol/file-body.ts";
import { type ApiResponse, type Transport, transportError } from "../../protocol/transport.ts";
import type { Platform } from "./platform.ts";
import type { FileSource } from "./uploads/file-source.ts";

// What addresses of uploaded files begin with: nobody can be reached there (RFC 2606).
const origin = "http://in-process.invalid";

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
      const { upload, ...call } = request;
      const file = upload && fileOf(upload);
      const answer = platform.handle({
        ...call,
        body: throughJson(request.body),
        ...(file && { file }),
        remoteAddress: "in-process",
        origin,
      });
      const { status, headers, body } = await unlessAborted(answer, signal);
      return { status, headers, body: throughJson(body) };
    },
    async close() {
      closed = true;
    },
  };
}

function fileOf({ filename, type, content }: FileBody): FileSource {
  return (store) => store({ filename, declaredType: type, content: Readable.from([Buffer.from(content)]) });
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
