import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cliError } from "../errors.ts";

/** Writes files that are not there yet, by their path in the folder. Throws `files_exist`, which names every one that is, and writes none. */
export function writeNew(folder: string, files: ReadonlyMap<string, string>): void {
  const existing = [...files.keys()].map((path) => join(folder, path)).filter((file) => existsSync(file));
  if (existing.length > 0) {
    const verb = existing.length === 1 ? "exists" : "exist";
    throw cliError("files_exist", `Nothing was written, since nothing is overwritten: ${existing.join(", ")} ${verb} already`, {
      existing,
    });
  }
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: "wx" });
  }
}
