import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { errorCode, type UpclawsError } from "../../src/base/errors.ts";
import { startTestPlatform } from "../support/platform-server.ts";

test("a data directory belongs to one process: a second server is refused, told whose it is, and welcome afterwards", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "upclaws-platform-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await startTestPlatform({ dataDir });
  const refused: unknown = await startTestPlatform({ dataDir }).catch((error: unknown) => error);
  expect(errorCode(refused)).toBe("data_directory_owned");
  expect((refused as UpclawsError).details).toMatchObject({ dir: dataDir, owner: { pid: process.pid } });
  expect((await first.anonymous.get("/categories")).status).toBe(200);
  await first.close();
  const second = await startTestPlatform({ dataDir });
  expect((await second.anonymous.get("/categories")).status).toBe(200);
});
