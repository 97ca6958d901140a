import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cliHere } from "../support/cli-here.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const text = `platform:
  baseUrl: http://127.0.0.1:4100/api
llm:
  baseUrl: \${env:MODEL_URL}
  apiKey: \${env:MODEL_KEY}
  models: [gpt-5-mini]
agents:
  - use: ./writer
    with: { tone: lively, note: "\${env:NOTE}" }
`;

function folder(envFile: string): string {
  const dir = tempDirectory();
  writeFileSync(join(dir, "upclaws.config.yaml"), text);
  writeFileSync(join(dir, ".env"), envFile);
  return join(dir, "upclaws.config.yaml");
}

it("config show tells every value in force, its origin, and no secret", async () => {
  const config = folder("MODEL_URL=http://127.0.0.1:4101/v1\nMODEL_KEY=canary-key-1\nNOTE=canary-note\n");
  const shown = await cliHere(["config", "show", "--config", config]);
  expect(shown.code).toBe(0);
  expect(shown.text.split("\n")).toEqual(
    expect.arrayContaining([
      'platform.baseUrl: "http://127.0.0.1:4100/api"  # line 2',
      "daemon.concurrency: 16  # default",
      'llm.baseUrl: "http://127.0.0.1:4101/v1"  # line 4, from $MODEL_URL',
      "llm.apiKey: [secret]  # line 5, from $MODEL_KEY",
      'agents[0].with.tone: "lively"  # line 9',
      "agents[0].with.note: [secret]  # line 9, from $NOTE",
    ]),
  );
  const { json } = await cliHere(["config", "show", "--config", config, "--json"]);
  expect(json[0]).toMatchObject({ file: config });
  expect(JSON.stringify([shown, json])).not.toContain("canary");
});

it("the .env beside the configuration fills in what the environment does not have", async () => {
  const config = folder("MODEL_URL=http://from-file/v1\nMODEL_KEY=k-from-file\nNOTE=x\n");
  const env: Record<string, string | undefined> = { MODEL_URL: "http://from-environment/v1" };
  const { text: shown } = await cliHere(["config", "show", "--config", config], { env });
  expect(shown).toContain('llm.baseUrl: "http://from-environment/v1"');
  // The agents' own code reads the same environment.
  expect(env).toMatchObject({ MODEL_URL: "http://from-environment/v1", MODEL_KEY: "k-from-file" });
});

it("a variable that is in neither is told with its line", async () => {
  const { code, told } = await cliHere(["config", "show", "--config", folder("MODEL_URL=http://x/v1\nNOTE=n\n")]);
  expect(code).toBe(2);
  expect(told).toContain("upclaws.config.yaml:5:11 llm.apiKey: the environment variable MODEL_KEY is not set");
});
