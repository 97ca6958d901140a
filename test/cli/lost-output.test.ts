import { spawnSync } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { multistream } from "pino";
import { describe, expect, it } from "vitest";
import { createLogger } from "../../src/base/logger.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { Redactor } from "../../src/base/redact.ts";
import { logLines } from "../../src/cli/log-output.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
/** Of Linux: a file on a disk that is full. */
const full = "/dev/full";

describe.runIf(existsSync(full))("output that cannot be written", () => {
  it("does not make those fail who log, and the other places have the line", () => {
    const kept: string[] = [];
    const streams = multistream([
      { stream: logLines(openSync(full, "w")) },
      { stream: { write: (line: string) => void kept.push(line) } },
    ]);
    const logger = createLogger({ level: "info", clock: new RealClock(), redactor: new Redactor(), destination: streams });
    for (const word of ["one", "two", "three"]) expect(() => logger.info({}, word)).not.toThrow();
    expect(kept).toHaveLength(3);
  });

  it("ends a command with exit 1 and a word on stderr", () => {
    const args = ["--conditions=@upclaws/source", main, "--version"];
    const { status, stderr } = spawnSync(process.execPath, args, {
      stdio: ["ignore", openSync(full, "w"), "pipe"],
      encoding: "utf8",
    });
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining("cannot be written: ENOSPC") });
  });
});
