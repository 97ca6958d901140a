import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

// In memory where the system offers it: kill -9 cannot tell the difference, and property tests open thousands of databases.
const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** A fresh directory that disappears when the running test ends. */
export function tempDirectory(): string {
  const directory = mkdtempSync(join(base, "upclaws-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
