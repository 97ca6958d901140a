import { join } from "node:path";
import { createLogger } from "../../src/base/logger.ts";
import { systemRandom } from "../../src/base/random.ts";
import { Redactor } from "../../src/base/redact.ts";
import { Credentials } from "../../src/config/credentials.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { Daemon } from "../../src/daemon/daemon.ts";
import { type Pace, PacedClock } from "./process-clock.ts";

/** One life of the daemon, as its only argument in JSON. */
export interface DaemonLife {
  readonly configFile: string;
  readonly pace: Pace;
  /** Dies by SIGKILL at the nth pass of this point; absent = lives until it is killed or stopped. */
  readonly die?: { readonly point: string; readonly nth: number };
}

// `upclaws run` with a crash point, which the command line has no business to offer.
const { configFile, pace, die } = JSON.parse(process.argv[2] ?? "{}") as DaemonLife;
const kill = () => process.kill(process.pid, "SIGKILL");
const clock = new PacedClock(pace);
const config = loadConfig({ file: configFile, env: {} });
const redactor = new Redactor();
const logger = createLogger({ level: config.logLevel, clock, redactor, destination: process.stderr });
let passes = 0;
const daemon = new Daemon({
  config,
  credentials: new Credentials({ file: join(config.dataDir, "credentials.json"), clock }),
  clock,
  random: systemRandom,
  logger,
  redactor,
  onFatal: () => process.exit(1),
  crashPoint: (name) => {
    if (name === die?.point && ++passes === die.nth) kill();
  },
});
process.once("SIGTERM", () => {
  void daemon.stop({ offline: true });
});
await daemon.start();
process.stdout.write(`${JSON.stringify({ event: "started" })}\n`);
