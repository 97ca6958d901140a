// Makes dist/ from src/ and agents/: what the package ships. Run by `npm pack`.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle, faces } from "./package/bundle.ts";
import { keepPublicTypes } from "./package/public-types.ts";
import { thirdPartyLicenses } from "./package/third-party-licenses.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const compile = (project: string) =>
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", project], { cwd: root, stdio: "inherit" });
/** What is not TypeScript: scripts that old versions of Node can read, and everything that is not code. */
const copyRest = (from: string, to: string) =>
  cpSync(`${root}${from}`, `${root}${to}`, {
    recursive: true,
    filter: (path) => !/\.ts$|tsconfig.*\.json$/.test(path),
  });

rmSync(`${root}dist`, { recursive: true, force: true });
compile("tsconfig.build.json");
keepPublicTypes(`${root}dist`, faces);
copyRest("src", "dist");
writeFileSync(`${root}dist/THIRD_PARTY_LICENSES.txt`, thirdPartyLicenses(await bundle(root)));
// After src: they import the package by name, and find what was just made.
compile("agents/tsconfig.build.json");
copyRest("agents", "dist/agents");
chmodSync(`${root}dist/cli/bin.js`, 0o755);
