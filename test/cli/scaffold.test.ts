import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { templates } from "../../src/cli/scaffold/template.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { cliCall } from "../support/cli-call.ts";
import { tempDirectory } from "../support/temp-directory.ts";

const read = (...path: readonly string[]) => readFileSync(join(...path), "utf8");
const configOf = (dir: string) => join(dir, "upclaws.config.yaml");

async function project(...args: readonly string[]) {
  const dir = join(tempDirectory(), "shop-house");
  const { exitCode, text } = await cliCall("init", dir, ...args);
  expect(text).toContain("npx upclaws dev");
  expect(exitCode).toBe(0);
  return dir;
}

describe("upclaws init", () => {
  it("makes a project: manifest, compiler settings, configuration, ignored and example files, a page", async () => {
    const dir = await project();
    expect(readdirSync(dir).sort()).toEqual(
      [".env.example", ".gitignore", "README.md", "package.json", "tsconfig.json", "upclaws.config.yaml"].sort(),
    );
    expect(read(dir, "README.md")).toMatch(/^# shop-house\n/);
    const manifest = JSON.parse(read(dir, "package.json"));
    expect(manifest).toMatchObject({ name: "shop-house", type: "module", engines: { node: ">=24" } });
    expect(manifest.dependencies).toMatchObject({ upclaws: expect.stringMatching(/^\^\d/), zod: expect.any(String) });
  });

  it("leaves what an earlier npm install wrote into package.json, and adds what is missing", async () => {
    const dir = tempDirectory();
    writeFileSync(join(dir, "package.json"), '{ "dependencies": { "upclaws": "file:../x.tgz" }, "scripts": { "test": "mine" } }');
    await cliCall("init", dir);
    const manifest = JSON.parse(read(dir, "package.json"));
    expect(manifest.dependencies.upclaws).toBe("file:../x.tgz");
    expect(manifest.scripts).toMatchObject({ test: "mine", dev: "upclaws dev" });
    expect(manifest.type).toBe("module");
  });

  it("overwrites nothing: it names every file that is there, and writes none", async () => {
    const dir = tempDirectory();
    writeFileSync(join(dir, "README.md"), "mine");
    writeFileSync(join(dir, "tsconfig.json"), "mine");
    const { exitCode, text } = await cliCall("init", dir, "--template", "seller-basic");
    expect(exitCode).toBe(2);
    expect(text).toContain(join(dir, "README.md"));
    expect(text).toContain(join(dir, "tsconfig.json"));
    expect(readdirSync(dir).sort()).toEqual(["README.md", "tsconfig.json"]);
  });

  it("refuses a package that is no ES module, and says what to change", async () => {
    const dir = tempDirectory();
    writeFileSync(join(dir, "package.json"), '{ "type": "commonjs" }');
    const { exitCode, text } = await cliCall("init", dir);
    expect(exitCode).toBe(2);
    expect(text).toContain('change "type": "commonjs" to "type": "module"');
    expect(readdirSync(dir)).toEqual(["package.json"]);
  });
});

describe("upclaws new", () => {
  it.each(templates())(
    "makes an agent of the template $name that the configuration accepts",
    async ({ name: template, agent }) => {
      const dir = await project();
      const { exitCode, json } = await cliCall("new", "stand", "--template", template, "--config", configOf(dir), "--json");
      expect(exitCode).toBe(0);
      expect(json[0]).toMatchObject({ event: "created", agent: "stand", template });
      const files = readdirSync(join(dir, "agents/stand"));
      expect(files).toEqual(expect.arrayContaining(["README.md", "agent.test.ts", "agent.ts"]));
      expect(files).not.toContain("template.yaml");
      expect(read(dir, "agents/stand/agent.ts")).toContain('name: "stand"');
      expect(files.map((file) => read(dir, "agents/stand", file)).join("\n")).not.toContain(agent);
      expect(loadConfig({ file: configOf(dir), env: {} }).agents).toMatchObject([{ ok: true }]);
    },
  );

  it("adds to the agents that are there, and keeps the comments", async () => {
    const dir = await project("--template", "seller-basic", "--agent", "lists");
    const before = read(configOf(dir));
    await cliCall("new", "texts", "--config", configOf(dir));
    const after = read(configOf(dir));
    expect(after.startsWith(before.trimEnd())).toBe(true);
    expect(after).toContain("# yaml-language-server: $schema=./node_modules/upclaws/schema/");
    const uses = parse(after).agents.map(({ use }: { use: string }) => use);
    expect(uses).toEqual(["./agents/lists", "./agents/texts"]);
    expect(after).toContain("budget: { usdPerOrder: 0.25, usdPerDay: 5 }");
  });

  it("overwrites no agent, and then leaves the configuration alone", async () => {
    const dir = await project();
    mkdirSync(join(dir, "agents/shop"), { recursive: true });
    writeFileSync(join(dir, "agents/shop/agent.ts"), "mine");
    const before = read(configOf(dir));
    const { exitCode, text } = await cliCall("new", "shop", "--config", configOf(dir));
    expect(exitCode).toBe(2);
    expect(text).toContain(join(dir, "agents/shop/agent.ts"));
    expect(readdirSync(join(dir, "agents/shop"))).toEqual(["agent.ts"]);
    expect(read(configOf(dir))).toBe(before);
  });

  it.each([
    ["a name that is no folder's", ["../up"], '"../up"'],
    ["no name", [], "upclaws new NAME"],
    ["a template that is not there", ["shop", "--template", "seller"], "seller-basic, seller-llm"],
  ])("refuses %s, and says what is allowed", async (_what, args, told) => {
    const dir = await project();
    const { exitCode, text } = await cliCall("new", ...args, "--config", configOf(dir));
    expect(exitCode).toBe(2);
    expect(text).toContain(told);
    expect(readdirSync(dir)).not.toContain("agents");
  });

  it("needs a project, and tells how to make one", async () => {
    const { exitCode, text } = await cliCall("new", "shop", "--config", configOf(tempDirectory()));
    expect(exitCode).toBe(2);
    expect(text).toContain("upclaws init");
  });
});
