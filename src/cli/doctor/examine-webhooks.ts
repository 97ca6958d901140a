import { messageOf } from "../../base/errors.ts";
import type { Config } from "../../config/config.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** The address under which the platform shall reach the daemon, asked from here: proves the way in only as far as this machine sees it. */
export async function examineWebhooks(
  { http }: Config,
  ask: (url: string) => Promise<{ readonly status: number }>,
): Promise<readonly Finding[]> {
  if (!http?.webhooks || http.publicUrl === undefined) return [];
  const about = "webhooks";
  const url = `${http.publicUrl}/healthz`;
  try {
    const { status } = await ask(url);
    if (status === 200) return [ok(about, `${http.publicUrl} reaches the daemon`)];
    return [fail(about, `${url} answers ${status}`, "let http.publicUrl lead to http.host and http.port of the daemon")];
  } catch (error) {
    const message = `${http.publicUrl} cannot be reached: ${messageOf(error)}`;
    return [warn(about, message, "start the daemon and ask again; without webhooks it polls, and loses nothing")];
  }
}
