import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
let isBuilt = false;

/** The installed command's file, as users run it: dist/ is made anew once in a run. */
export function builtCommand(): string {
  if (!isBuilt) execFileSync(process.execPath, [`${root}scripts/build.ts`], { stdio: "inherit" });
  isBuilt = true;
  return `${root}dist/cli/bin.js`;
}
