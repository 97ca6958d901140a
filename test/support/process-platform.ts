import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { startPlatformServer } from "../../src/platform/http/server.ts";
import type { FaultRule } from "../../src/platform/service/faults.ts";
import { createPlatform } from "../../src/platform/service/platform.ts";
import type { ProfileName } from "../../src/platform/service/profiles/table.ts";
import { type Pace, PacedClock } from "./process-clock.ts";

/** One life of the reference server, as its only argument in JSON. */
export interface PlatformLife {
  readonly dataDir: string;
  readonly pace: Pace;
  readonly profile: ProfileName;
  readonly seed: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly faults: readonly FaultRule[];
  readonly mishapRate: number;
}

// `upclaws platform --data` on the clock of the test and with its faults; ends by SIGKILL, or in good order by SIGTERM.
const life = JSON.parse(process.argv[2] ?? "{}") as PlatformLife;
const { dataDir, profile, faults, mishapRate, port } = life;
const clock = new PacedClock(life.pace);
const random = seededRandom(life.seed);
const onFatal = () => process.exit(1);
const platform = createPlatform({ dataDir, profile, clock, random, logger: silentLogger, faults, mishapRate, onFatal });
await platform.start();
const server = await startPlatformServer({ platform, port, logger: silentLogger });
process.once("SIGTERM", () => void server.close().then(() => platform.close()));
process.stdout.write(`${JSON.stringify({ event: "listening", apiBaseUrl: server.apiBaseUrl, port: server.port })}\n`);
