import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

/** The text that goes with the package: of every package with a file in it its name, version and licence, and the texts that this demands. */
export function thirdPartyLicenses(bundled: readonly string[]): string {
  const folders = new Set(bundled.filter((file) => file.includes("/node_modules/")).map(packageFolder));
  const head = "upclaws contains code of the following packages.\n";
  return [head, ...[...folders].map(entry).sort()].join(`\n${"-".repeat(80)}\n\n`);
}

function packageFolder(file: string): string {
  for (let folder = dirname(file); folder.includes("/node_modules/"); folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json")) && manifestIn(folder).version !== undefined) return folder;
  }
  throw new Error(`${file} belongs to no package`);
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function entry(folder: string): string {
  const { name, version, license } = manifestIn(folder);
  const texts = globSync("{licen[cs]e,LICEN[CS]E,Licen[cs]e,notice,NOTICE}{,.*,-*}", { cwd: folder }).sort();
  if (license === undefined && texts.length === 0) throw new Error(`${name} does not say under which licence it is`);
  return [`${name} ${version} (${license})\n`, ...texts.map((file) => readFileSync(join(folder, file), "utf8").trim())].join(
    "\n",
  );
}
