import { hostProblem } from "../../base/address-rules.ts";
import { runtimeError } from "../errors.ts";

/** Where attachments may be fetched from. */
export interface AttachmentSources {
  /** The platform's own address. Its origin is trusted, private or not, and on this machine without TLS. */
  readonly baseUrl: string;
  /** Further hosts: a name, or `*.` and a name for those below it. Only by https, on its own port. */
  readonly uploadHosts: readonly string[];
}

export interface FetchableAddress {
  readonly url: URL;
  /** The platform's own: its address may be a private one. */
  readonly own: boolean;
}

/** Rejects with `attachment_refused` whatever is not on the list, before anything is looked up or sent. */
export function fetchableAddress(text: string, { baseUrl, uploadHosts }: AttachmentSources): FetchableAddress {
  const url = URL.parse(text);
  if (!url) throw refused("is no address");
  if (url.username !== "" || url.password !== "") throw refused("holds a user name or password");
  const platform = new URL(baseUrl);
  if (url.origin === platform.origin) {
    if (url.protocol === "https:" || isLoopback(url.hostname)) return { url, own: true };
    throw refused("is not https");
  }
  if (url.protocol !== "https:") throw refused("is not https");
  if (url.port !== "" || !uploadHosts.some((pattern) => matches(url.hostname, pattern)))
    throw refused(`is on ${url.host.slice(0, 100)}, which is not among platform.uploadHosts`);
  const problem = hostProblem(url.hostname, { allowPrivate: false });
  if (problem !== undefined) throw refused(`is private: ${problem}`);
  return { url, own: false };
}

export function refused(why: string) {
  return runtimeError("attachment_refused", `An attachment's address ${why}`, { why });
}

function matches(host: string, pattern: string): boolean {
  const name = pattern.toLowerCase();
  return name.startsWith("*.") ? host.endsWith(name.slice(1)) && host.length > name.length - 1 : host === name;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
