import { attachmentPart } from "../runtime/attachments/attachment-content.ts";
import { fetchableAddress, refused } from "../runtime/attachments/attachment-sources.ts";
import type { FetchAttachment } from "../runtime/attachments/fetch-attachment.ts";

const host = "market.supabase.co";

/** Files under addresses that agents may fetch attachments from; nothing is fetched from anywhere else. */
export class TestFiles {
  readonly #files = new Map<string, Buffer>();

  /** Answers the file's address. */
  add(name: string, content: string | Uint8Array): string {
    const address = `https://${host}/files/${this.#files.size + 1}/${encodeURIComponent(name)}`;
    this.#files.set(address, Buffer.from(content));
    return address;
  }

  /** By the same rules as outside: other hosts, and what is neither text nor an image, are refused. */
  readonly fetch: FetchAttachment = async (address, signal) => {
    signal.throwIfAborted();
    fetchableAddress(address, { baseUrl: "https://market.test/api", uploadHosts: [host] });
    const bytes = this.#files.get(address);
    if (!bytes) throw refused(`leads to no file of this market: ${address.slice(0, 200)}; market.file() adds one`);
    return attachmentPart(decodeURIComponent(address.split("/").at(-1) ?? "file"), bytes);
  };
}
