import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { addressProblem } from "../../base/address-rules.ts";
import { isUpclawsError, messageOf } from "../../base/errors.ts";
import type { InputPart } from "../../llm/worker-task.ts";
import { runtimeError } from "../errors.ts";
import { attachmentPart } from "./attachment-content.ts";
import { type AttachmentSources, fetchableAddress, refused } from "./attachment-sources.ts";

export interface FetchAttachmentOptions extends AttachmentSources {
  /** A longer file is refused. Default 2 MiB. */
  readonly maxBytes?: number;
  /** In place of the system's name look-up; for tests. */
  readonly lookup?: LookupFunction;
}

/** Fetches one attachment as a worker's input. */
export type FetchAttachment = (address: string, signal: AbortSignal) => Promise<InputPart>;

const defaultMaxBytes = 2 * 1024 * 1024;

/**
 * A GET without any key or cookie, from the given sources only. Follows no redirect; a name that leads to a private address is not connected to. Rejects with
 * `attachment_refused` (for good) or `attachment_unavailable` (later it may work).
 */
export function attachmentFetcher(options: FetchAttachmentOptions): FetchAttachment {
  const { maxBytes = defaultMaxBytes, lookup = systemLookup as LookupFunction } = options;
  return async (address, signal) => {
    const { url, own } = fetchableAddress(address, options);
    const { Agent, request } = await import("undici");
    const dispatcher = new Agent({ connect: own ? {} : { lookup: publicOnly(lookup) } });
    try {
      const answer = await request(url, { dispatcher, signal, headers: { "user-agent": "upclaws" } });
      const { statusCode } = answer;
      if (statusCode >= 500 || statusCode === 429) throw unavailable(`the host answered ${statusCode}`);
      if (statusCode >= 300)
        throw refused(`is answered with ${statusCode}${statusCode < 400 ? ", and redirects are not followed" : ""}`);
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > maxBytes) throw refused(`leads to a file of more than ${maxBytes} bytes`);
        chunks.push(chunk);
      }
      return attachmentPart(nameOf(url), Buffer.concat(chunks));
    } catch (error) {
      signal.throwIfAborted();
      throw isUpclawsError(error) ? error : unavailable(messageOf(error), error);
    } finally {
      await dispatcher.destroy();
    }
  };
}

/** Checks every address a name leads to, in the very look-up that the connection uses: no second answer can differ. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
      const problems = addresses.map(({ address }) => addressProblem(address, { allowPrivate: false }));
      const problem = problems.find((one) => one !== undefined);
      const [first] = addresses;
      if (problem !== undefined || !first) return callback(refused(`is private: ${problem ?? "no address"}`), "", 0);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

function unavailable(why: string, cause?: unknown) {
  return runtimeError("attachment_unavailable", `An attachment could not be fetched: ${why}`, {}, cause);
}

function nameOf(url: URL): string {
  return url.pathname.split("/").at(-1)?.slice(0, 100) || "file";
}
