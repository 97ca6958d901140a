import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { errorCode, messageOf } from "../../src/base/errors.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { canary, env, example, load, problemsIn } from "./fixtures.ts";

const minimal = "agents:\n  - use: ./writer\n";

describe("loadConfig", () => {
  it("reads the example of the design, every key of it", () => {
    const config = load(example);
    expect(config.llm).toMatchObject({ baseUrl: env.OPENAI_BASE_URL, apiKey: canary, models: ["gpt-5-mini", "gpt-5-nano"] });
    expect(config.agents).toMatchObject([
      {
        ok: true,
        path: "agents[0]",
        agent: {
          name: "writer",
          with: { tone: "lively" },
          apiKey: `ak_${canary}`,
          approvals: { approve: { abovePriceOcmc: 500 } },
        },
      },
    ]);
  });

  it("fills in the design's defaults", () => {
    const { agents, file, dataDir, ...config } = load(minimal);
    expect(config).toEqual({
      moltbook: { baseUrl: "https://www.moltbook.com" },
      platform: {
        baseUrl: "https://openclawmart.vercel.app/api",
        rateLimit: { readsPerMinute: 60, writesPerMinute: 20, scope: "key" },
        uploadHosts: ["*.supabase.co"],
      },
      daemon: {
        pollIntervalMs: 30_000,
        busyPollIntervalMs: 3_000,
        concurrency: 16,
        reconcileIntervalMs: 600_000,
        drainTimeoutMs: 30_000,
        handlerTimeoutMs: 900_000,
        watchdog: { warnAfterMs: 1_000, killAfterMs: 30_000 },
        lateAfterMs: 259_200_000,
        keepDoneDays: 30,
      },
      logLevel: "info",
    });
    expect(dataDir).toBe(join(dirname(file), ".upclaws"));
    expect(agents[0]).toMatchObject({ agent: { concurrency: 4, register: false, with: {}, approvals: { deliver: "never" } } });
  });

  it("resolves folders against the file, and leaves package names alone", () => {
    const config = load("agents:\n  - use: ./a\n  - use: ../b\n  - use: /c\n  - use: my-agent\n  - use: '@me/agent'\n");
    const folder = dirname(config.file);
    const used = config.agents.map((entry) => (entry.ok ? entry.agent.use : entry.name));
    expect(used).toEqual([join(folder, "a"), join(folder, "..", "b"), "/c", "my-agent", "@me/agent"]);
  });

  it("drops the slash at the end of a base URL", () => {
    expect(load(`platform: { baseUrl: "http://127.0.0.1:4100/api/" }\n${minimal}`).platform.baseUrl).toBe(
      "http://127.0.0.1:4100/api",
    );
  });

  it("reads numbers and switches from the environment, and keeps numeric keys as text", () => {
    const text =
      "http:\n  port: ${env:PORT}\nagents:\n  - use: ./a\n    register: ${env:YES}\n  - use: ./b\n    apiKey: ${env:PORT}\n";
    const config = load(text, { PORT: "4200", YES: "true" });
    expect(config.http?.port).toBe(4200);
    expect(config.agents).toMatchObject([{ agent: { register: true } }, { agent: { apiKey: "4200" } }]);
  });

  it("fills references in the middle of a text and never reads a value for references again", () => {
    const config = load("dataDir: /data/${env:A}-${env:B}\nagents: [{ use: ./a }]\n", { A: "x", B: "${env:A}" });
    expect(config.dataDir).toBe("/data/x-${env:A}");
  });
});

describe("a problem", () => {
  it.each<[string, string, object]>([
    [
      "an unknown key",
      `daemn: {}\n${minimal}`,
      { line: 1, column: 1, path: "daemn", message: "unknown key; did you mean daemon?" },
    ],
    [
      "a key in another spelling",
      `daemon:\n  poll_interval_ms: 5\n${minimal}`,
      { line: 2, column: 3, path: "daemon.poll_interval_ms", message: "unknown key; did you mean pollIntervalMs?" },
    ],
    [
      "a wrong type",
      `daemon:\n  concurrency: many\n${minimal}`,
      { line: 2, column: 16, path: "daemon.concurrency", received: '"many"', allowed: "number" },
    ],
    [
      "a number out of range",
      `http: { port: 70000 }\n${minimal}`,
      { line: 1, column: 15, path: "http.port", received: "70000", allowed: "at most 65535" },
    ],
    ["a fraction", `daemon: { concurrency: 1.5 }\n${minimal}`, { path: "daemon.concurrency", allowed: "a whole number" }],
    [
      "an unknown word",
      `\nlogLevel: loud\n${minimal}`,
      { line: 2, column: 11, path: "logLevel", received: '"loud"', allowed: "debug, info, warn, error, silent" },
    ],
    ["a missing key", `llm:\n  apiKey: k\n${minimal}`, { line: 2, path: "llm.models", received: "missing", message: "missing" }],
    ["no agents", "dataDir: x\n", { line: 1, path: "agents", message: "missing" }],
    ["an empty list of agents", "agents: []\n", { line: 1, column: 9, path: "agents", allowed: "at least 1 item(s)" }],
    ["an empty file", "", { line: 1, path: "$" }],
    ["a list at the root", "- a\n", { line: 1, path: "$", received: "a list" }],
    ["a duplicate key", `dataDir: a\ndataDir: b\n${minimal}`, { line: 2, path: "dataDir", message: "the key appears twice" }],
    ["a broken line", `dataDir: a\ndaemon: [\n${minimal}`, { line: 3 }],
    ["a tab", `daemon:\n\tconcurrency: 1\n${minimal}`, { line: 2 }],
    ["two documents", `${minimal}---\n${minimal}`, { line: 3 }],
    ["an alias without anchor", `dataDir: *nowhere\n${minimal}`, { line: 1 }],
    ["an object without end", `agents:\n  - use: ./a\n    with: &w { x: *w }\n`, { line: 1, allowed: "aliases that resolve" }],
    [
      "an unquoted reference in braces",
      `llm: { apiKey: \${env:K}, models: [a] }\n${minimal}`,
      { line: 1, path: "llm.apiKey", allowed: 'within { } and [ ], "${env:NAME}" in quotes' },
    ],
    ["an address that is no URL", `platform: { baseUrl: "here" }\n${minimal}`, { path: "platform.baseUrl", received: '"here"' }],
    ["a file URL", `platform: { baseUrl: "file:///etc/passwd" }\n${minimal}`, { path: "platform.baseUrl" }],
    [
      "both ways of notification",
      `notify: { command: a, url: "http://b" }\n${minimal}`,
      { path: "notify", message: "expected either command or url" },
    ],
    ["webhooks without an address", `http: { webhooks: true }\n${minimal}`, { path: "http.publicUrl" }],
    [
      "a missing variable",
      `dataDir: a\nplatform:\n  baseUrl: \${env:NOWHERE}\n${minimal}`,
      { line: 3, column: 12, path: "platform.baseUrl", received: "${env:NOWHERE}", allowed: "set NOWHERE" },
    ],
    ["a malformed reference", `dataDir: \${env:a-b}\n${minimal}`, { path: "dataDir", allowed: "${env:NAME}" }],
    [
      "a variable of the wrong type",
      `http: { port: "\${env:OPENAI_BASE_URL}" }\n${minimal}`,
      { path: "http.port", received: "[secret]", allowed: "number" },
    ],
  ])("with %s has line, path, what was received and what is allowed", (_name, text, expected) => {
    const [first, ...more] = problemsIn(text);
    expect(first).toMatchObject(expected);
    expect(more.map(({ path }) => path)).toEqual(more.filter(({ path }) => path !== first?.path).map(({ path }) => path));
  });

  it("does not hide another: all are listed, in the message too", () => {
    const text = `logLevel: loud\ndaemon: { concurrency: x, polIntervalMs: 1 }\ndataDir: \${env:NOPE}\nagents: [{ use: 3 }]\n`;
    expect(
      problemsIn(text)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(["agents[0].use", "daemon.concurrency", "daemon.polIntervalMs", "dataDir", "logLevel"]);
    expect(() => load(text)).toThrow(/config\.yaml:2:24 daemon\.concurrency: .*received "x"/);
  });

  it("tells of a missing file", () => {
    try {
      loadConfig({ file: "/nowhere/upclaws.config.yaml", env });
      expect.unreachable();
    } catch (thrown) {
      expect(errorCode(thrown)).toBe("config_invalid");
      expect(messageOf(thrown)).toContain("ENOENT");
    }
  });
});

describe("a broken agent", () => {
  const sound = "  - use: ./sound\n    name: sound\n";

  it.each<[string, string, object]>([
    [
      "an unknown key",
      "  - use: ./b\n    budgte: {}\n",
      { line: 5, path: "agents[1].budgte", message: "unknown key; did you mean budget?" },
    ],
    ["no use", "  - name: b\n", { line: 4, path: "agents[1].use", message: "missing" }],
    ["a missing variable", "  - use: ./b\n    apiKey: ${env:NOPE}\n", { line: 5, path: "agents[1].apiKey", allowed: "set NOPE" }],
    ["an empty variable", "  - use: ./b\n    apiKey: ${env:EMPTY}\n", { path: "agents[1].apiKey", received: "[secret]" }],
    ["a slip for a reference", "  - use: ./b\n    apiKey: ${KEY}\n", { path: "agents[1].apiKey", received: "[secret]" }],
    ["a duplicate key", "  - use: ./b\n    use: ./c\n", { line: 5, path: "agents[1].use", message: "the key appears twice" }],
    ["with that is no object", "  - use: ./b\n    with: 3\n", { line: 5, path: "agents[1].with", received: "3" }],
    [
      "a negative budget",
      "  - use: ./b\n    budget: { usdPerDay: -1 }\n",
      { line: 5, column: 26, path: "agents[1].budget.usdPerDay" },
    ],
    ["an unknown policy", "  - use: ./b\n    approvals: { deliver: maybe }\n", { path: "agents[1].approvals.deliver" }],
    ["a key and register", "  - use: ./b\n    apiKey: k\n    register: true\n", { path: "agents[1].register" }],
    ["another's name", "  - use: ./b\n    name: sound\n", { path: "agents[1].name", message: "agents[0] has this name already" }],
    ["no object at all", "  - nonsense\n", { line: 4, path: "agents[1]", received: '"nonsense"' }],
  ])("with %s is reported and left out; the others run", (_name, entry, expected) => {
    const config = load(`agents:\n${sound}${entry}`, { EMPTY: "" });
    expect(config.agents).toMatchObject([
      { ok: true, agent: { name: "sound" } },
      { ok: false, problems: [expected] },
    ]);
  });

  it("has a place in the file for what its own settings schema minds", () => {
    const config = load("agents:\n  - use: ./a\n    with:\n      tone: loud\n");
    const [entry] = config.agents;
    const judged = z.object({ tone: z.enum(["plain", "lively"]) }).safeParse(entry?.ok ? entry.agent.with : {});
    expect(entry?.ok && judged.error ? entry.settingsProblems(judged.error) : []).toMatchObject([
      { line: 4, column: 13, path: "agents[0].with.tone", received: '"loud"', allowed: "plain, lively" },
    ]);
  });
});
