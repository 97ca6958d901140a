import { cpus } from "node:os";
import { daemon } from "./daemon.ts";
import { engine } from "./engine.ts";
import { platform } from "./platform.ts";
import { sim } from "./sim.ts";
import { worker } from "./worker.ts";

type Bench = (print: (line: string) => void) => Promise<void>;

/** `npm run bench -- NAME`. Figures, never verdicts: machines differ, so each stands beside its yardstick. */
const benches: Readonly<Record<string, Bench>> = { daemon, engine, platform, sim, worker };

const print = (line: string) => void process.stdout.write(`${line}\n`);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (wanted.length === 0 || unknown.length > 0) {
  print(
    `usage: npm run bench -- ${Object.keys(benches).join(" | ")}${unknown.length > 0 ? `; unknown: ${unknown.join(", ")}` : ""}`,
  );
  process.exit(2);
}
print(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}`);
for (const name of wanted) {
  print(`\n${name}`);
  await benches[name]?.(print);
}
