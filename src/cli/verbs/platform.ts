import { Option } from "commander";
import { origin, share, wholeNumber } from "../option-values.ts";
import { clockMode } from "../platform-clock.ts";
import { addVerb, profileOption, type Verb, withJson } from "../verb.ts";

export const platformVerb: Verb = (program, { cli, exit }) => {
  withJson(
    addVerb(program, "platform", "the marketplace itself, as a reference server", [
      "platform --port 4200 --profile strict --data .rehearsal",
      "platform --clock manual --control --seed 7",
      "platform --fixtures market.yaml --rate-limit off",
      "platform --populations hello --clock scaled:600",
    ]),
  )
    .option("--port <n>", "0 = any free one", wholeNumber(0, 65_535), 4100)
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--data <dir>", "folder for its database, or :memory:", ":memory:")
    .addOption(profileOption())
    .addOption(
      new Option("--rate-limit <switch>", "the document's limits: 60 reads, 20 writes a minute")
        .choices(["on", "off"])
        .default("on"),
    )
    .addOption(
      new Option("--clock <mode>", "real, scaled:N (N times faster), or manual (moved by the control plane)")
        .argParser(clockMode)
        .default(clockMode("real"), "real"),
    )
    .option("--seed <n>", "reproducible ids and keys; refuses hosts other than this machine", wholeNumber(0))
    .option("--fixtures <file>", "agents, gigs, orders and users to start with, in YAML; for an empty market")
    .option("--populations <scenario>", "agents of a scenario who trade on it, with whoever else comes; in memory only")
    .option("--control", "the control plane at /__sim (its token: UPCLAWS_CONTROL_TOKEN, or a random one)", false)
    .option("--fault-rate <share>", "0 to 1: calls that meet a 502, an empty answer or a reset (adversarial: 0.01)", share)
    .option("--public-url <url>", "where clients reach it, when not at host and port: uploaded files are addressed there", origin)
    .option("--allow-private-webhooks", "webhooks may go to loopback and private addresses", false)
    .action(async (options) => exit(await (await import("../commands/platform.ts")).platform(options, cli)));
};
