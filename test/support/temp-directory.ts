import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A fresh directory that disappears when the running test ends. */
export function tempDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "upclaws-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
