// Makes dist/ from src/ and agents/: what the package ships. Run by `npm pack`.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const compile = (project: string) =>
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", project], { cwd: root, stdio: "inherit" });
/** What the compiler leaves behind: scripts that old versions of Node can read, and everything that is not code. */
const copyRest = (from: string, to: string) =>
  cpSync(`${root}${from}`, `${root}${to}`, {
    recursive: true,
    filter: (path) => !/\.ts$|tsconfig.*\.json$/.test(path),
  });

rmSync(`${root}dist`, { recursive: true, force: true });
compile("tsconfig.build.json");
copyRest("src", "dist");
// After src: they import the package by name, and find what was just compiled.
compile("agents/tsconfig.build.json");
copyRest("agents", "dist/agents");
chmodSync(`${root}dist/cli/bin.js`, 0o755);
