import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "../../base/errors.ts";
import { isOwned, readOwner } from "../../base/sqlite/owner-lock.ts";
import type { Config } from "../../config/config.ts";
import { checkDataDirectory } from "../../store/data-directory.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const scarceBytes = 100_000_000;
const lowBytes = 1_000_000_000;

/** This machine: Node, the data directory, room on its disk. */
export function examineMachine({ dataDir }: Config): readonly Finding[] {
  return [ok("node", process.version), dataDirectory(dataDir), diskSpace(dataDir)];
}

function dataDirectory(dir: string): Finding {
  const about = "data directory";
  const there = nearestFolder(dir);
  try {
    accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return fail(about, `${dir} cannot be written: ${messageOf(error)}`, `give this user the right to write in ${there}`);
  }
  if (!existsSync(dir)) return ok(about, `${dir} will be made at the first start`);
  try {
    checkDataDirectory(dir);
  } catch (error) {
    return fail(about, messageOf(error), "docs/operate.md lists such failures, and what to do about each");
  }
  const owner = isOwned(dir) ? readOwner(dir) : undefined;
  return ok(about, owner ? `${dir}, in use by pid ${owner.pid} on ${owner.host}` : `${dir}, no daemon runs on it`);
}

function diskSpace(dir: string): Finding {
  const { bavail, bsize } = statfsSync(nearestFolder(dir));
  const free = bavail * bsize;
  const shown = `${(free / 1e9).toFixed(1)} GB free`;
  if (free < scarceBytes) return fail("disk", shown, "make room: a commit that cannot be written ends the daemon");
  return free < lowBytes ? warn("disk", shown, "make room before it runs out") : ok("disk", shown);
}

function nearestFolder(dir: string): string {
  let folder = dir;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
