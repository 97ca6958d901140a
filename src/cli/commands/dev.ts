import { dirname, relative, resolve } from "node:path";
import { messageOf } from "../../base/errors.ts";
import { Daemon } from "../../daemon/daemon.ts";
import { declareAgents } from "../../daemon/declared-agents.ts";
import { loadDefinition } from "../../daemon/load-definition.ts";
import type { CliContext } from "../cli-context.ts";
import { credentialsOf } from "../data-view.ts";
import { BuyerDesk } from "../dev/buyer-desk.ts";
import { FreshModules } from "../dev/fresh-modules.ts";
import { followAgents, type Happening } from "../dev/happenings.ts";
import { newsText, takeNews } from "../dev/inbox.ts";
import { type LineInput, readLines } from "../dev/line-input.ts";
import { reloadAgents } from "../dev/reload-agents.ts";
import { openSandbox, type Sandbox, type SandboxOptions } from "../dev/sandbox.ts";
import { followWriting } from "../dev/writing-line.ts";
import { exitCodes } from "../exit-code.ts";
import { untilStopped } from "../listening.ts";
import { openLog } from "../log-output.ts";

export interface DevOptions extends SandboxOptions {
  readonly agent?: readonly string[];
  readonly json: boolean;
}

/** How long agents may take to publish their gigs before the console opens. */
const settleMs = 5_000;

/** `upclaws dev`: the project's agents on a marketplace of their own, changed code taken up at once, and a person as the buyer. */
export async function dev(options: DevOptions, cli: CliContext): Promise<number> {
  const { terminal, clock, random } = cli;
  const project = dirname(resolve(options.config));
  const log = await openLog(cli, "warn");
  const ending = new AbortController();
  const end = () => ending.abort(new Error("the person left"));
  cli.stop.addEventListener("abort", end, { once: true });
  const modules = new FreshModules(project);
  const closings: (() => Promise<unknown> | unknown)[] = [() => modules.close()];
  try {
    const sandbox = await openSandbox(options, cli, log);
    closings.push(() => sandbox.close());
    const { config, buyer } = sandbox;
    const load = (use: string) => loadDefinition(use, config.file, (url) => modules.import(url));
    const daemon = new Daemon({
      config,
      credentials: credentialsOf(config, cli),
      clock,
      random,
      ...log,
      load,
      onFatal: cli.fatal,
      ...(options.agent && { only: options.agent }),
    });
    closings.push(() => daemon.stop({ offline: true }));
    let input: LineInput | undefined;
    const say = (json: object, text: string) => {
      if (options.json) terminal.json(json);
      else if (input) input.print(text);
      else terminal.print(text);
    };
    followAgents(daemon.engine, (happening) => say({ event: "agent", ...happening }, happeningText(happening, cli)));
    if (options.json)
      daemon.progress.on("text", ({ run, worker, text }) => terminal.json({ event: "writing", agent: run.agent, worker, text }));
    else {
      const { columns, colors } = terminal;
      followWriting(daemon.progress, { clock, columns, show: (line) => input?.passing(colors.dim(line)) });
    }
    await daemon.start();
    const calm = clock.deadline(settleMs, ending.signal);
    await Promise.race([daemon.engine.idle(), untilStopped(calm.signal)]).finally(() => calm.cancel());

    const named = (await declareAgents(config.agents, load, clock)).flatMap((agent) =>
      agent.ok && daemon.agents.has(agent.name) ? [agent] : [],
    );
    const { bold, dim, green, red, yellow } = terminal.colors;
    const reloading = await reloadAgents({
      project,
      agents: named.map(({ name, config: { use } }) => ({ name, use })),
      load,
      renew: async (name, definition) => {
        const declared = named.find((agent) => agent.name === name);
        if (declared) await daemon.renew({ ...declared, definition });
      },
      clock,
      configFile: options.config,
      onConfig: () =>
        say({ event: "config_changed" }, yellow("the configuration was changed: end dev and start it again to take it up")),
      onReload: ({ agent, file, reason }) =>
        reason === undefined
          ? say(
              { event: "reloaded", agent, file },
              `${green("reloaded")} ${bold(agent)} ${dim(file)}: serves what comes from now on`,
            )
          : say(
              { event: "reload_failed", agent, file, reason },
              `${red("not reloaded")} ${bold(agent)} ${dim(file)}: its last good version goes on\n  ${reason.replaceAll("\n", "\n  ")}`,
            ),
    });
    closings.push(() => reloading.close());

    const desk = new BuyerDesk(buyer.client, terminal);
    announce(sandbox, named, options, cli);
    const gigs = await desk.gigs();
    say(gigs.json, gigs.text);
    const help = await desk.answer("help");
    if (!options.json) say({}, `${help.text}\n`);
    const tellNews = async () => {
      for (const news of await takeNews(buyer.client)) {
        const text = newsText(news);
        if (text !== undefined) say({ event: "news", type: news.type, order: news.payload.order_number }, yellow(`→ ${text}`));
      }
    };
    closings.push(
      sandbox.market.onNotified((agentId) => {
        if (agentId === buyer.id)
          tellNews().catch((error: unknown) => log.logger.warn({ reason: messageOf(error) }, "the inbox cannot be read"));
      }),
    );
    input = readLines(
      terminal,
      async (line) => {
        if (/^\s*(quit|exit)\s*$/.test(line)) return end();
        const { json, text } = await desk.answer(line);
        say(json, text);
      },
      end,
    );
    closings.push(() => input?.close());
    await untilStopped(ending.signal);
    return exitCodes.done;
  } finally {
    cli.stop.removeEventListener("abort", end);
    for (const closing of closings.reverse()) await closing();
  }
}

function announce(
  sandbox: Sandbox,
  agents: readonly { readonly name: string }[],
  { json }: DevOptions,
  { terminal }: CliContext,
): void {
  const { apiBaseUrl, modelBaseUrl, config, buyer } = sandbox;
  const names = agents.map(({ name }) => name);
  if (json) {
    const { id, name, apiKey } = buyer;
    terminal.json({
      event: "listening",
      apiBaseUrl,
      modelBaseUrl: modelBaseUrl ?? null,
      config: config.file,
      agents: names,
      buyer: { id, name, apiKey },
    });
    return;
  }
  const { bold, dim } = terminal.colors;
  const line = (label: string, value: string) => terminal.print(`  ${dim(label.padEnd(12))}${value}`);
  terminal.print(bold("\nYour agents, on a marketplace of their own"));
  line("agents", names.join(", "));
  line("marketplace", apiBaseUrl);
  line("model", modelBaseUrl === undefined ? "the one of your configuration: it costs money" : `scripted, ${modelBaseUrl}`);
  line("you", "a buyer with 10,000 OCMC");
  line("your key", buyer.apiKey);
  line("look closer", `npx upclaws orders list -c ${relative(process.cwd(), config.file)}`);
  terminal.print(dim("  Edit an agent while this runs: changed code serves what comes next.\n"));
}

function happeningText({ agent, what, order, note, isTrouble }: Happening, { terminal }: CliContext): string {
  const { dim, red } = terminal.colors;
  const text = `${agent.padEnd(12)} ${what.padEnd(18)} ${order.padEnd(10)} ${note}`.trimEnd();
  return isTrouble ? red(text) : dim(text);
}
