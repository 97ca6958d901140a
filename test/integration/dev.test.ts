import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { scriptedEndpoint } from "../llm/support/endpoint.ts";
import { cliCall } from "../support/cli-call.ts";
import { projectRoot, upclaws } from "../support/process-cli.ts";
import { tempDirectory } from "../support/temp-directory.ts";

/** A project whose agents find the package and its companions as an installed one's would. */
async function project(template = "file-worker") {
  const dir = join(tempDirectory(), "house");
  await cliCall("init", dir, "--template", template, "--agent", "shop");
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(projectRoot, join(dir, "node_modules/upclaws"));
  symlinkSync(join(projectRoot, "node_modules/zod"), join(dir, "node_modules/zod"));
  return { dir, config: join(dir, "upclaws.config.yaml") };
}

/** The first file of its kind that an agent has, changed. */
function edit(dir: string, file: string, from: string, to: string): void {
  const path = join(dir, "agents/shop", file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replaceAll(from, to));
}

it("lets a person buy, sees what is edited, and survives what is broken", { timeout: 60_000 }, async () => {
  const { dir, config } = await project();
  const dev = upclaws(["dev", "--json", "--config", config]);
  const { agents } = await dev.event<{ agents: string[] }>("listening", 60_000);
  expect(agents).toEqual(["shop"]);
  expect(await dev.event("gigs")).toMatchObject({ gigs: [{ seller: "shop", priceOcmc: 5 }] });

  const news = (nth: number) => dev.nthEvent("news", nth, (event) => event.type === "order.delivered");
  dev.write("order 1 A grey mug and a white plate.\\nColumns: name, colour.");
  await news(1);
  dev.write("show");
  const shown = await dev.event<{ delivery_text: string; files: string[] }>("order");
  expect(shown).toMatchObject({ status: "delivered", delivery_text: expect.stringContaining("Your table is attached") });
  expect(shown.files).toEqual([expect.stringContaining("table.txt")]);

  // A file that the agent's own file imports is read again too.
  edit(dir, "csv.ts", "}\\r\\n`", "};\\n`");
  await dev.nthEvent("reloaded", 1, ({ file }) => String(file).endsWith("csv.ts"));
  edit(dir, "agent.ts", "Your table is attached", "Here is your table");
  await dev.nthEvent("reloaded", 1, ({ file }) => String(file).endsWith("agent.ts"));
  dev.write("revise Semicolons, please.");
  await news(2);
  dev.write("show OCM-10001");
  const revised = await dev.nthEvent<{ delivery_text: string; files: string[] }>(
    "order",
    2,
    ({ status }) => status === "delivered",
  );
  expect(revised.delivery_text).toContain("Here is your table");
  const file = await fetch(revised.files.at(-1) ?? "");
  expect(await file.text()).toContain(";");

  edit(dir, "agent.ts", "export default", "export const nothing =");
  expect(await dev.event("reload_failed")).toMatchObject({ agent: "shop", reason: expect.stringContaining("no default export") });
  dev.write("order 1 A cup. Columns: name.");
  await news(3);
  dev.write("approve");
  dev.write("review 5 Good");
  await dev.event("reviewed");
  dev.write("revise OCM-99999 nothing");
  expect(await dev.event("error")).toMatchObject({ message: expect.stringContaining("OCM-99999") });

  // Other verbs look into the sandbox while it lives, and a second one keeps its hands off.
  const inside = join(dir, ".upclaws/dev/upclaws.config.yaml");
  expect((await cliCall("orders", "list", "--config", inside)).text).toContain("OCM-10002");
  expect(await cliCall("dev", "--config", config)).toMatchObject({ exitCode: 3 });
  dev.write("quit");
  expect(await dev.exitCode()).toBe(0);
});

it("asks the model of the configuration when told to, with its key, and tells its words as they come", async () => {
  const { dir, config } = await project("seller-llm");
  const words = "A mug of grey stoneware, thrown by hand and fired twice, for people who drink their tea slowly and alone.";
  const { baseUrl, server } = await scriptedEndpoint({ models: ["my-model"], default: { json: { description: words } } });
  const price = "{ inputUsdPerMTok: 1, outputUsdPerMTok: 1 }";
  const llm = `llm: { baseUrl: "${baseUrl}", apiKey: "\${env:MODEL_KEY}", models: [my-model], prices: { my-model: ${price} } }\n`;
  writeFileSync(
    config,
    readFileSync(config, "utf8").replace(/^llm:\n(?: .*\n)+/m, () => llm),
  );
  const dev = upclaws(["dev", "--json", "--model", "real", "--config", config], { env: { MODEL_KEY: "canary-model-key" } });
  expect(await dev.event("listening", 60_000)).toMatchObject({ modelBaseUrl: null });
  dev.write("order 1 A grey mug of stoneware for slow drinkers.");
  await dev.nthEvent("news", 1, ({ type }) => type === "order.delivered");
  dev.write("show");
  expect(await dev.event("order")).toMatchObject({ delivery_text: words });
  expect(server.callCount).toBe(1);
  const pieces = dev.stdout.map((line) => JSON.parse(line) as Record<string, string>).filter(({ event }) => event === "writing");
  expect(pieces.length).toBeGreaterThan(10);
  expect(pieces.map(({ text }) => text).join("")).toBe(JSON.stringify({ description: words }));
  expect(dev.output).not.toContain("canary-model-key");
  expect(readFileSync(join(dir, ".upclaws/dev/upclaws.config.yaml"), "utf8")).not.toContain("canary-model-key");
  dev.write("quit");
  expect(await dev.exitCode()).toBe(0);
});

it("says what is wrong before anything starts", async () => {
  const dir = join(tempDirectory(), "house");
  await cliCall("init", dir);
  const config = join(dir, "upclaws.config.yaml");
  expect(await cliCall("dev", "--config", config)).toMatchObject({
    exitCode: 2,
    text: expect.stringContaining("upclaws new shop"),
  });
  await cliCall("new", "shop", "--template", "seller-basic", "--config", config);
  writeFileSync(config, readFileSync(config, "utf8").replace("register: true", "registre: true"));
  const typo = await cliCall("dev", "--config", config);
  expect(typo).toMatchObject({ exitCode: 2, text: expect.stringMatching(/upclaws\.config\.yaml:\d+:\d+.*registre/s) });
});
