import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { isOwned } from "../../base/sqlite/owner-lock.ts";
import { type Client, createClient } from "../../client/client.ts";
import type { Config } from "../../config/config.ts";
import { loadConfig } from "../../config/load-config.ts";
import { problemText } from "../../config/problem.ts";
import { createScriptedServer } from "../../llm/scripted/scripted-server.ts";
import { type Marketplace, openMarketplace } from "../../platform/embedded/marketplace.ts";
import type { CliContext } from "../cli-context.ts";
import { readScript } from "../commands/llm.ts";
import { takeUpEnvironmentFile } from "../environment-file.ts";
import { cliError } from "../errors.ts";
import { listening } from "../listening.ts";
import type { Log } from "../log-output.ts";
import { type RawConfig, sandboxConfig } from "./sandbox-config.ts";
import { sandboxScript } from "./sandbox-script.ts";

export interface SandboxOptions {
  /** The project's. */
  readonly config: string;
  readonly model: "scripted" | "real";
  readonly script?: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly modelPort: number;
}

/** A marketplace and a model for one project, and somebody with money there. Everything it writes is in `.upclaws/dev`, fresh each time. */
export interface Sandbox {
  readonly market: Marketplace;
  readonly apiBaseUrl: string;
  /** Absent with a real model. */
  readonly modelBaseUrl: string | undefined;
  /** Of the daemon in the sandbox; other verbs take `config.file`. */
  readonly config: Config;
  readonly buyer: { readonly id: string; readonly name: string; readonly apiKey: string; readonly client: Client };
  close(): Promise<void>;
}

const buyerOcmc = 10_000;

/** Throws the configuration's errors, `data_directory_owned`, `address_in_use`, `script_invalid`; then nothing is left running. */
export async function openSandbox(options: SandboxOptions, cli: CliContext, { logger }: Log): Promise<Sandbox> {
  const { clock, random } = cli;
  const project = dirname(resolve(options.config));
  const raw = readProject(options.config, cli);
  const folder = freshFolder(join(project, ".upclaws", "dev"));
  const closings: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closing of closings.splice(0).reverse()) await closing();
  };
  try {
    const market = await openMarketplace({ clock, logger });
    closings.push(() => market.close());
    const { apiBaseUrl } = await listening(options.port, () => market.listen({ port: options.port }));
    let modelBaseUrl: string | undefined;
    if (options.model === "scripted") {
      const script = options.script === undefined ? sandboxScript(agentFolders(raw, project)) : readScript(options.script);
      const model = createScriptedServer({ clock, logger, script, port: options.modelPort });
      modelBaseUrl = (await listening(options.modelPort, () => model.start())).baseUrl;
      closings.push(() => model.close());
    }
    const file = join(folder, "upclaws.config.yaml");
    writeFileSync(
      file,
      `# Written by "upclaws dev": a change here is lost.\n${stringify(sandboxConfig(raw, project, { apiBaseUrl, modelBaseUrl }))}`,
    );
    const buyer = await enterBuyer(market, (apiKey) => createClient({ transport: market.transport(), apiKey, clock, random }));
    return { market, apiBaseUrl, modelBaseUrl, config: loadConfig({ file, env: cli.env }), buyer, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Problems are told of the project's own file, where they can be mended; variables that only the real marketplace needs may be missing. */
function readProject(file: string, cli: CliContext): RawConfig {
  takeUpEnvironmentFile(file, cli.env, cli.terminal.tell);
  const raw: unknown = existsSync(file) ? parse(readFileSync(file, "utf8"), { logLevel: "silent" }) : undefined;
  if (isRaw(raw) && (raw.agents === undefined || raw.agents === null || (Array.isArray(raw.agents) && raw.agents.length === 0))) {
    throw cliError("usage", `${file} has no agents yet: upclaws new shop --template seller-llm`, { file });
  }
  const present = new Proxy(cli.env, { get: (env, name) => Reflect.get(env, name) ?? "not-set" });
  const problems = loadConfig({ file, env: present }).agents.flatMap((agent) => (agent.ok ? [] : agent.problems));
  if (problems.length > 0) throw cliError("usage", problems.map(problemText).join("\n"), { problems });
  return raw as RawConfig;
}

function isRaw(value: unknown): value is RawConfig {
  return typeof value === "object" && value !== null;
}

function freshFolder(folder: string): string {
  if (existsSync(folder) && isOwned(folder)) {
    throw cliError("sandbox_in_use", `Another "upclaws dev" is running for this project (it owns ${folder}); end it first`, {
      folder,
    });
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

function agentFolders({ agents }: RawConfig, project: string): readonly string[] {
  const uses = (agents as readonly { readonly use?: unknown }[]).map(({ use }) => resolve(project, String(use)));
  return uses.filter((path) => existsSync(path) && statSync(path).isDirectory());
}

async function enterBuyer(market: Marketplace, clientOf: (apiKey: string | undefined) => Client): Promise<Sandbox["buyer"]> {
  const name = "you";
  const identity = { name, description: "The person at the console", model_type: "human", capabilities: ["buying"] };
  const { agent, api_key } = await clientOf(undefined).register(identity);
  await market.operator.credit({ agentId: agent.id, currency: "ocmc", units: buyerOcmc });
  const apiKey = agent.api_key ?? api_key ?? "";
  return { id: agent.id, name, apiKey, client: clientOf(apiKey) };
}
