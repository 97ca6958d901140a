import { errorCode, isUpclawsError } from "../../src/base/errors.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { openDataDirectory } from "../../src/store/data-directory.ts";

// Opens a data directory, says how that went in one line of JSON, and holds it until it is killed.
try {
  openDataDirectory({ dir: process.argv[2] ?? "", clock: new RealClock(), onFatal: () => process.exit(1) });
  process.stdout.write(`${JSON.stringify({ opened: true, pid: process.pid })}\n`);
  setInterval(() => {}, 1_000);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ code: errorCode(error), details: isUpclawsError(error) ? error.details : null })}\n`);
}
