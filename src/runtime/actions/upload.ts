import { sha256Hex } from "../../base/json.ts";
import type { FileBody } from "../../protocol/file-body.ts";
import type { UploadedFile } from "../context/agent-context.ts";
import type { Execution } from "../execution.ts";
import { assertMayLeave } from "../outgoing/assert-may-leave.ts";
import { attempt } from "../send-outcome.ts";

// The check reads a text in many ways; of a long file its beginning.
const checkedBytes = 256 * 1024;

/** Sent again after an unknown outcome: a file that lies there twice harms nobody. The journal keeps its hash, not its bytes. */
export function upload(execution: Execution, file: FileBody): Promise<UploadedFile> {
  const { agent, journal, event } = execution;
  const { filename, content, type } = file;
  const hash = sha256Hex(Buffer.from(content).toString("base64"));
  return journal.action<UploadedFile>({
    name: "upload",
    subject: event.orderId ?? agent.name,
    params: { filename, type: type ?? null, bytes: content.byteLength, hash },
    prepare: async () => {
      const text = Buffer.from(content.subarray(0, checkedBytes)).toString();
      assertMayLeave(execution, "upload", { filename, content: text });
      return null;
    },
    send: (intent, signal) =>
      attempt(async () => {
        const { url, size } = await agent.client.upload(file, { signal, idempotencyKey: intent.id });
        return { url, sizeBytes: size };
      }),
    readBack: async () => ({ state: "absent" }),
  });
}
