import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../base/errors.ts";
import { cliError } from "../errors.ts";

/** package.json as far as we touch it. */
type Manifest = Readonly<Record<string, unknown>>;

interface OwnManifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const scripts = { dev: "upclaws dev", start: "upclaws run", test: 'node --test "agents/**/*.test.ts"', types: "tsc" };

/**
 * A project's package.json: what is there stays as it is, what is missing is added. (`npm install upclaws` in an empty folder has made one already.)
 * Throws `project_unusable` when it cannot be read or says that the project is no ES module.
 */
export function projectManifest(folder: string, name: string): string {
  const file = join(folder, "package.json");
  const found = readManifest(file);
  if (found.type !== undefined && found.type !== "module") {
    const received = JSON.stringify(found.type);
    throw cliError("project_unusable", `${file}: agents are ES modules; change "type": ${received} to "type": "module"`, {
      file,
    });
  }
  const own = ownManifest();
  const manifest = {
    ...(existsSync(file) ? {} : { name, private: true }),
    ...found,
    type: "module",
    engines: found.engines ?? own.engines,
    scripts: { ...scripts, ...section(found, "scripts") },
    dependencies: { upclaws: `^${own.version}`, zod: own.dependencies.zod, ...section(found, "dependencies") },
    devDependencies: {
      "@types/node": own.devDependencies["@types/node"],
      typescript: own.devDependencies.typescript,
      ...section(found, "devDependencies"),
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function readManifest(file: string): Manifest {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Manifest;
  } catch (error) {
    throw cliError("project_unusable", `${file}: ${messageOf(error)}`, { file }, error);
  }
}

function ownManifest(): OwnManifest {
  return JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as OwnManifest;
}

function section(manifest: Manifest, name: string): Readonly<Record<string, string>> {
  return (manifest[name] ?? {}) as Readonly<Record<string, string>>;
}
