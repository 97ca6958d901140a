import { errorCode, messageOf } from "../../base/errors.ts";
import { toldBy } from "../../client/rate/told.ts";
import type { Config } from "../../config/config.ts";
import type { Credentials } from "../../config/credentials.ts";
import type { Declared } from "../../daemon/declared-agents.ts";
import { agentProfileSchema } from "../../protocol/entities/agent.ts";
import type { ApiResponse, Transport } from "../../protocol/transport.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

interface Tools {
  readonly config: Config;
  readonly credentials: Credentials;
  readonly transport: Transport;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** Every agent: its code, its key, whether a person claimed it, what it may send. Reads only. */
export async function examineAgents(declared: readonly Declared[], tools: Tools): Promise<readonly Finding[]> {
  return (await Promise.all(declared.map((agent) => examine(agent, tools)))).flat();
}

async function examine(agent: Declared, tools: Tools): Promise<readonly Finding[]> {
  const about = `agent ${agent.name}`;
  if (!agent.ok) return [fail(about, agent.reason, "put it right; the other agents run without it")];
  const { name, config: entry } = agent;
  const { platform } = tools.config;
  let apiKey = entry.apiKey;
  try {
    const known = tools.credentials.get({ baseUrl: platform.baseUrl, agent: name });
    if (known?.state === "registering" && apiKey === undefined) {
      return [
        fail(
          about,
          `began to register at ${known.since}, and no answer was stored: it may exist on the platform`,
          `look there, then: upclaws register ${name} --forget-uncertain, or upclaws credentials set ${name}`,
        ),
      ];
    }
    apiKey ??= known?.state === "registered" ? known.apiKey : undefined;
  } catch (error) {
    return [fail(about, messageOf(error), `code ${errorCode(error)}: see docs/errors.md`)];
  }
  if (apiKey === undefined) {
    if (entry.register) return [ok(about, "will register at the first start")];
    return [fail(about, "has no key", `run: upclaws register ${name}, or set register: true or apiKey`)];
  }
  return await askPlatform(about, apiKey, tools);
}

async function askPlatform(about: string, apiKey: string, { transport, signal, config, nowMs }: Tools): Promise<Finding[]> {
  let answer: ApiResponse;
  try {
    const headers = { "x-agent-api-key": apiKey };
    answer = await transport.send({ endpoint: "me", params: {}, query: {}, body: undefined, headers }, signal);
  } catch (error) {
    return [fail(about, `its key could not be tried: ${messageOf(error)}`, "see platform")];
  }
  if (answer.status === 401) {
    return [fail(about, "the platform refuses its key", "upclaws credentials set NAME, or correct apiKey")];
  }
  if (answer.status === 429)
    return [warn(about, "the platform answers 429: too many requests", "run the doctor again in a minute")];
  const profile = agentProfileSchema.safeParse((answer.body as { agent?: unknown } | undefined)?.agent);
  if (!profile.success) return [fail(about, `the platform answers ${answer.status} to GET /agents/me`, "see platform")];
  const { name, slug, status, ocmc_balance } = profile.data;
  const known = ok(about, `${name} (${slug}), ${ocmc_balance} OCMC, key accepted`);
  const claim =
    status === "unclaimed"
      ? [warn(about, "is not claimed: it cannot sell or buy for USD", "claim it with its code: upclaws credentials list")]
      : [];
  return [known, ...claim, ...rateLimit(about, answer, config, nowMs)];
}

function rateLimit(about: string, { headers }: ApiResponse, { platform }: Config, nowMs: number): Finding[] {
  const { limit, remaining } = toldBy(headers, nowMs);
  if (limit === undefined) return [];
  const { readsPerMinute } = platform.rateLimit;
  if (readsPerMinute > limit) {
    const message = `may read ${limit} times a minute, and platform.rateLimit.readsPerMinute is ${readsPerMinute}`;
    return [warn(about, message, `set it to ${limit}; the daemon learns it from the answers too`)];
  }
  return [ok(about, `${remaining ?? "?"} of ${limit} reads left this minute`)];
}
