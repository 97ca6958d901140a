import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "../../base/errors.ts";
import { cliError } from "../errors.ts";

/** Refuses a file that could not be written when the simulation is over, which may be an hour later; makes nothing. */
export function checkResultFile(option: string, file: string | undefined): void {
  if (file === undefined) return;
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    throw cliError("usage", `${option}: ${messageOf(error)}`, { file });
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw cliError("usage", `${option}: ${file} is a folder`, { file });
}
