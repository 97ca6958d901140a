// A reference server in a process of its own, for tests that kill it: node platform-child.ts DATA_DIR; prints its API base URL, and its
// control plane's, whose token is "child".
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
  control: { token: "child" },
  webhooks: { allowPrivate: true },
});
await platform.start();
const { apiBaseUrl, controlUrl } = await startPlatformServer({ platform, port: 0, logger: silentLogger });
process.stdout.write(`${apiBaseUrl} ${controlUrl}\n`);
