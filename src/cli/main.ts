#!/usr/bin/env -S node --conditions=@upclaws/source
import { messageOf } from "../base/errors.ts";
import { systemRandom } from "../base/random.ts";
import { RealClock } from "../base/real-clock.ts";
import { runCli } from "./program.ts";
import { stopSignal } from "./stop-signal.ts";
import { processTerminal } from "./terminal.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // All that a daemon has there is what agents print.
  if (process.argv[2] === "run") return;
  // A reader that closes the pipe early (`| head`) is not an error of ours.
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`upclaws: the output cannot be written: ${messageOf(error)}\n`);
  process.exit(1);
});
// There is nowhere left to tell it.
process.stderr.on("error", () => {});

const exitCode = await runCli(process.argv.slice(2), {
  terminal: processTerminal(),
  env: process.env,
  clock: new RealClock(),
  random: systemRandom,
  readSecret: async (question) => await (await import("./read-secret.ts")).readSecret(question),
  stop: stopSignal(["SIGTERM", "SIGINT"]),
  fatal: (error) => {
    process.stderr.write(`upclaws: the data directory cannot be written: ${messageOf(error)}\n`);
    process.exit(1);
  },
});

// What was running is parked, and an abandoned handler may hold timers and sockets for as long as it likes: nothing is waited for but output.
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write("", resolve));
process.exit(exitCode);
