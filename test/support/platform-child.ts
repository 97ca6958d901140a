// A reference server in a process of its own, for tests that kill it: node platform-child.ts DATA_DIR; prints its API base URL.
import { silentLogger } from "../../src/base/logger.ts";
import { systemRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { startPlatformServer } from "../../src/platform/http/server.ts";
import { createPlatform } from "../../src/platform/service/platform.ts";

const [dataDir = ":memory:"] = process.argv.slice(2);
const platform = createPlatform({
  dataDir,
  clock: new RealClock(),
  random: systemRandom,
  logger: silentLogger,
  profile: "strict",
});
await platform.start();
const { apiBaseUrl } = await startPlatformServer({ platform, port: 0, logger: silentLogger });
process.stdout.write(`${apiBaseUrl}\n`);
