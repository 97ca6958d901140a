import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** Everything that is committed or about to be: what git tracks, and what it would track. */
export function projectFiles(): readonly ProjectFile[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  const paths = listed.split("\0").filter((path) => path !== "" && existsSync(`${root}${path}`));
  return paths.map((path) => ({ path, text: readFileSync(`${root}${path}`, "utf8") }));
}
