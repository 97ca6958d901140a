import { below, chance, type Random } from "../../base/random.ts";
import type { EndpointName } from "../../protocol/endpoints/table.ts";
import { Refusal } from "../market/refusal.ts";
import type { Answer } from "./answer.ts";
import { lost, type Perform } from "./fault-injection.ts";

export interface MishapOptions {
  readonly random: Random;
  /** How many of the calls come to grief between server and client; 0..1. */
  readonly rate: number;
}

const badGateway = `<!DOCTYPE html>
<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><p>The upstream server did not answer.</p></body></html>
`;

type Mishap = "page" | "empty" | "reset" | "bare";
const anywhere: readonly Mishap[] = ["page", "empty", "reset"];

/** The document shows no reply of these, so a 200 without a body keeps to it (PLATFORM row 21). */
const repliesNotShown: readonly EndpointName[] = ["setStatus", "sendMessage", "startOrder", "markNotifications"];

/**
 * What a client meets in front of a server (PLATFORM row 39, **A:**): an HTML page with 502, an empty answer, a reset connection, each before or after the
 * call was carried out, which nobody tells. Faults of a test's choice are another matter; see `Faults`.
 */
export function withMishaps({ random, rate }: MishapOptions, endpoint: EndpointName, perform: Perform): Answer | Promise<Answer> {
  return chance(random, rate) ? comeToGrief(random, endpoint, async () => perform()) : perform();
}

async function comeToGrief(random: Random, endpoint: EndpointName, perform: () => Promise<Answer>): Promise<Answer> {
  const possible = repliesNotShown.includes(endpoint) ? [...anywhere, "bare" as const] : anywhere;
  const mishap = possible[below(random, possible.length)];
  if (mishap === "bare") return { ...(await perform()), body: undefined };
  if (chance(random, 0.5)) await perform().catch(passRefusals);
  if (mishap === "reset") throw lost(endpoint, true);
  if (mishap === "page") return { status: 502, body: undefined, page: badGateway };
  return { status: 502, body: undefined };
}

function passRefusals(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}
