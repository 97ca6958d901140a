import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { ServerTime } from "../../client/server-time.ts";
import type { Config } from "../../config/config.ts";
import type { ApiResponse, Transport } from "../../protocol/transport.ts";
import { duration } from "../readable-figures.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** A clock that is off by more makes deadlines of ours wrong for people, though not for the daemon, which goes by the platform's. */
const toleratedSkewMs = 5_000;

/** The marketplace: reached, how far its clock is from ours. */
export async function examinePlatform(
  { platform }: Config,
  tools: { readonly transport: Transport; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<readonly Finding[]> {
  const { transport, clock, signal } = tools;
  const { baseUrl } = platform;
  const sentAtMs = clock.now();
  let answer: ApiResponse;
  try {
    const request = { endpoint: "listCategories", params: {}, query: {}, body: undefined, headers: {} } as const;
    answer = await transport.send(request, signal);
  } catch (error) {
    return [fail("platform", `${baseUrl} cannot be reached: ${messageOf(error)}`, "check platform.baseUrl and the network")];
  }
  const tookMs = clock.now() - sentAtMs;
  if (answer.status >= 500 || answer.status === 404) {
    const remedy = answer.status === 404 ? "check platform.baseUrl: it ends in /api" : "wait: the daemon goes on when it is back";
    return [fail("platform", `${baseUrl} answers ${answer.status}`, remedy)];
  }
  return [ok("platform", `${baseUrl} answers in ${duration(tookMs)}`), skew(answer, sentAtMs, clock.now(), clock)];
}

function skew({ headers }: ApiResponse, sentAtMs: number, receivedAtMs: number, clock: Clock): Finding {
  if (Number.isNaN(Date.parse(headers.date ?? ""))) {
    return warn("clock", "the platform tells no time", "make sure that this machine's clock is right");
  }
  const time = new ServerTime(clock);
  time.observe(headers.date, sentAtMs, receivedAtMs);
  const offsetMs = Math.abs(time.offsetMs);
  if (offsetMs <= toleratedSkewMs) return ok("clock", "agrees with the platform's");
  const direction = time.offsetMs > 0 ? "behind" : "ahead of";
  return warn(
    "clock",
    `this machine is ${duration(offsetMs)} ${direction} the platform`,
    "set the clock (NTP): the daemon reckons with the platform's time, people and schedules do not",
  );
}
