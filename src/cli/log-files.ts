import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { LogDestination } from "../base/logger.ts";
import { makeFolder } from "../base/make-folder.ts";

const maxMegabytes = 10;
const olderFiles = 4;
const nameOfFile = /^upclaws\.(\d+)\.log$/;

/** The log of a data directory for writing: lines are in the file when the call returns; begins a new file at 10 MB and keeps four older ones. */
export async function openLogFile(dataDir: string): Promise<LogDestination> {
  const { default: roll } = await import("pino-roll");
  const folder = logFolder(dataDir);
  makeFolder(folder, 0o700);
  const options = { file: join(folder, "upclaws"), extension: ".log", size: `${maxMegabytes}m`, sync: true, mode: 0o600 };
  const stream = await roll({ ...options, limit: { count: olderFiles, removeOtherLogFiles: true } });
  // A log that cannot be written must not end the daemon; stderr has the line too.
  stream.on("error", () => {});
  return stream;
}

/** The log files of a data directory, oldest first. */
export function listLogFiles(dataDir: string): readonly string[] {
  const folder = logFolder(dataDir);
  return readdirIfThere(folder)
    .flatMap((name) => {
      const number = nameOfFile.exec(name)?.[1];
      return number === undefined ? [] : [{ file: join(folder, name), number: Number(number) }];
    })
    .sort((a, b) => a.number - b.number)
    .map(({ file }) => file);
}

function readdirIfThere(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

const logFolder = (dataDir: string) => join(dataDir, "logs");
