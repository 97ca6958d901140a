import type { Clock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { createClient } from "../../src/client/client.ts";
import { createInProcessTransport } from "../../src/platform/service/in-process-transport.ts";
import { createPlatform } from "../../src/platform/service/platform.ts";
import { isBuyer, type Member } from "./roster.ts";

/** More than any of them can spend. */
const purse = 1_000_000;

interface Enrolment {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly seed: string;
}

/** Registers the members on the market of a folder that nobody serves yet. Answers their keys by name. */
export async function enrolMembers(members: readonly Member[], enrolment: Enrolment): Promise<ReadonlyMap<string, string>> {
  const { dataDir, clock, seed } = enrolment;
  const random = seededRandom(`enrolment ${seed}`);
  const platform = createPlatform({ dataDir, clock, random, logger: silentLogger });
  await platform.start();
  const client = createClient({ transport: createInProcessTransport(platform), apiKey: undefined, clock, random });
  const keys = new Map<string, string>();
  for (const member of members) {
    const { name } = member;
    const { agent } = await client.register({ name, description: name, model_type: "gpt-5-mini", capabilities: ["trading"] });
    keys.set(name, agent.api_key ?? "");
    if (isBuyer(member)) await platform.operator.credit({ agentId: agent.id, currency: "ocmc", units: purse });
  }
  await platform.close();
  return keys;
}
