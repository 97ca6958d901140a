import { connect } from "node:net";

export interface RawAnswer {
  /** Of the first answer; undefined when the server closed without one. */
  readonly status: number | undefined;
  readonly head: string;
  readonly body: string;
}

/** Writes bytes to the server and reads until it closes. Rejects when that takes longer than `deadlineMs`: a hang. */
export function sendRaw(port: number, bytes: Uint8Array, options: { readonly deadlineMs: number; readonly half?: boolean }) {
  return new Promise<RawAnswer>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    const deadline = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No end after ${options.deadlineMs} ms: ${Buffer.from(bytes.subarray(0, 300)).toString("latin1")}`));
    }, options.deadlineMs);
    socket.on("data", (chunk) => chunks.push(chunk));
    // The server may refuse and close while we still write.
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(deadline);
      const [head = "", body = ""] = split(Buffer.concat(chunks).toString());
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
      resolve({ status: status === undefined ? undefined : Number(status), head, body });
    });
    socket.write(bytes, () => {
      // A request that announces more than it sends ends with the client's going away.
      if (options.half) socket.end();
    });
  });
}

function split(text: string): readonly string[] {
  const end = text.indexOf("\r\n\r\n");
  return end < 0 ? [text] : [text.slice(0, end), text.slice(end + 4)];
}
