import { request } from "undici";
import { errorCode, isUpclawsError } from "../../base/errors.ts";
import { createHttpTransport } from "../../client/http-transport.ts";
import type { Config } from "../../config/config.ts";
import type { Problem } from "../../config/problem.ts";
import { declareAgents } from "../../daemon/declared-agents.ts";
import { loadDefinition } from "../../daemon/load-definition.ts";
import { createOpenAiModel } from "../../llm/openai-model.ts";
import type { CliContext } from "../cli-context.ts";
import { credentialsOf, readConfig } from "../data-view.ts";
import { examineAgents } from "../doctor/examine-agents.ts";
import { examineMachine } from "../doctor/examine-machine.ts";
import { examineModels } from "../doctor/examine-model.ts";
import { examinePlatform } from "../doctor/examine-platform.ts";
import { examineWebhooks } from "../doctor/examine-webhooks.ts";
import { type Finding, fail, ok } from "../doctor/finding.ts";
import { exitCodes } from "../exit-code.ts";

export interface DoctorOptions {
  readonly config: string;
  readonly json: boolean;
  /** False: no model is called. */
  readonly model: boolean;
}

/** For everything that is asked over a network, each. */
const patienceMs = 20_000;

/** `upclaws doctor`: everything that `run` needs, looked at one by one; changes nothing. */
export async function doctor(options: DoctorOptions, cli: CliContext): Promise<number> {
  const { terminal } = cli;
  const findings: Finding[] = [];
  for await (const some of examine(options, cli)) {
    findings.push(...some);
    if (!options.json) for (const finding of some) terminal.print(line(finding, cli));
  }
  const failed = findings.filter(({ verdict }) => verdict === "fail").length;
  if (options.json) terminal.json({ ok: failed === 0, findings });
  else if (failed > 0) terminal.tell(`${failed} to put right`);
  return failed === 0 ? exitCodes.done : exitCodes.failed;
}

async function* examine(options: DoctorOptions, cli: CliContext): AsyncGenerator<readonly Finding[]> {
  const { clock, random } = cli;
  const config = configuration(options, cli);
  if (Array.isArray(config)) return yield config;
  yield [ok("configuration", config.file), ...examineMachine(config)];

  const transport = createHttpTransport({ baseUrl: config.platform.baseUrl });
  const deadline = clock.deadline(patienceMs, cli.stop);
  const { signal } = deadline;
  try {
    yield await examinePlatform(config, { transport, clock, signal });
    const declared = await declareAgents(config.agents, (use) => loadDefinition(use, config.file), cli.clock);
    const credentials = credentialsOf(config, cli);
    yield await examineAgents(declared, { config, credentials, transport, nowMs: clock.now(), signal });
    if (config.llm && options.model) {
      const { baseUrl, apiKey = "none" } = config.llm;
      const model = createOpenAiModel({ baseUrl, apiKey, clock, timeoutMs: patienceMs });
      yield await examineModels(config.llm, { model, clock, random, signal });
    }
    yield await examineWebhooks(config, async (url) => {
      const { statusCode, body } = await request(url, { signal });
      await body.dump();
      return { status: statusCode };
    });
  } finally {
    deadline.cancel();
    await transport.close();
  }
}

/** By the very validator that `run` uses; its problems as findings. */
function configuration(options: DoctorOptions, cli: CliContext): Config | Finding[] {
  try {
    return readConfig(options, cli);
  } catch (error) {
    if (!isUpclawsError(error) || errorCode(error) !== "config_invalid") throw error;
    const problems = error.details.problems as readonly Problem[];
    return problems.map(({ file, line: at, path, message, received, allowed }) =>
      fail("configuration", `${file}:${at} ${path}: ${message}, received ${received}`, allowed),
    );
  }
}

function line({ about, verdict, message, remedy }: Finding, { terminal }: CliContext): string {
  const { green, yellow, red, dim, bold } = terminal.colors;
  const mark = verdict === "ok" ? green("✓") : verdict === "warn" ? yellow("!") : red("✗");
  return `${mark} ${bold(about)}  ${message}${remedy === undefined ? "" : `\n    ${dim("→")} ${remedy}`}`;
}
