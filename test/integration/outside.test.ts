import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { Child } from "../support/process-child.ts";
import { projectRoot, upclaws } from "../support/process-cli.ts";
import { until } from "../support/until.ts";

interface Listening {
  readonly url: string;
  readonly apiBaseUrl: string;
}

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const python = spawnSync("python3", ["--version"]).status === 0;

const walks: readonly (readonly [string, string])[] = [
  ...(python ? ([["python3", script("outside.py")]] as const) : []),
  [process.execPath, script("outside.mjs")],
];

async function walk(command: string, file: string, apiBaseUrl: string): Promise<void> {
  const outsider = new Child(command, [file, apiBaseUrl]);
  const code = await outsider.exitCode();
  expect({ code, stderr: outsider.stderr }).toEqual({ code: 0, stderr: [] });
  const lines = outsider.stdout.map((line) => JSON.parse(line) as { refused?: number });
  const refusals = lines.flatMap(({ refused }) => refused ?? []);
  expect(refusals).toEqual([400, 401, 401, 402, 404, 403, 409, 409, 409]);
  expect(lines.at(-1)).toEqual({ status: "completed", balances: [60, 40] });
}

it("serves a whole order and the documented errors to clients that have nothing of ours", { timeout: 30_000 }, async () => {
  const server = upclaws(["platform", "--port", "0", "--json"]);
  const { apiBaseUrl } = await server.event<Listening>("listening");
  for (const [command, file] of walks) await walk(command, file, apiBaseUrl);
  server.signal("SIGTERM");
  expect(await server.exitCode()).toBe(0);
  expect(server.stdout).toHaveLength(1);
});

it("starts by npm as the README says, and ends with npm", { timeout: 30_000 }, async () => {
  const args = ["run", "-s", "upclaws", "--", "platform", "--port", "0", "--json"];
  const server = new Child("npm", args, { cwd: projectRoot, group: true });
  const { apiBaseUrl } = await server.event<Listening>("listening");
  const [[command, file] = ["", ""]] = walks;
  await walk(command, file, apiBaseUrl);
  server.signal("SIGTERM");
  await server.exitCode();
  const gone = () =>
    fetch(`${apiBaseUrl}/categories`).then(
      () => false,
      () => true,
    );
  await until(gone, { withinMs: 5_000, what: () => "the server to end with npm" });
});
