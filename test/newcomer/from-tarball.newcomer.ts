import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../support/process-cli.ts";
import { until } from "../support/until.ts";
import { marketApi, type OrderAnswer } from "./market-api.ts";
import { install, newcomerEnv, patience, shell, start, step, well } from "./newcomer-shell.ts";

// Somebody who has never seen the project, with the tarball beside an empty folder. The steps build on each other.

let desk = "";
let tarball = "";
let home = "";

beforeAll(async () => {
  desk = mkdtempSync(join(tmpdir(), "upclaws-newcomer-"));
  home = join(desk, "money");
  mkdirSync(home);
  // A tarball made before, to try the rest of the way again.
  tarball = process.env.UPCLAWS_TARBALL ?? "";
  if (tarball !== "") return;
  await step("pack", 120_000, () => well(projectRoot, `npm pack --silent --pack-destination ${desk}`));
  const { name, version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as Record<string, string>;
  tarball = join(desk, `${name}-${version}.tgz`);
}, 600_000);
afterAll(() => rmSync(desk, { recursive: true, force: true }), 120_000);

const edit = (file: string, from: string, to: string) => {
  const path = join(home, file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replaceAll(from, to));
};

describe("the tarball", () => {
  it("holds what users need and nothing else, in less than 2 MB", async () => {
    const files = (await well(desk, `tar -tzf ${tarball}`)).trim().split("\n");
    const sizeMb = readFileSync(tarball).byteLength / 1e6;
    process.stdout.write(`  ${files.length} files, ${sizeMb.toFixed(2)} MB packed\n`);
    expect(sizeMb).toBeLessThan(2);
    expect(
      files.filter(
        (file) => !/^package\/(dist|docs|schema|templates)\/|^package\/[A-Z][A-Za-z.]+$|^package\/package\.json$/.test(file),
      ),
    ).toEqual([]);
    expect(files.filter((file) => /\.test\.ts$/.test(file) && !file.startsWith("package/templates/"))).toEqual([]);
    expect(files.filter((file) => /\.ts$/.test(file) && !/\.d\.ts$|^package\/templates\//.test(file))).toEqual([]);
    expect(files).toContain("package/schema/upclaws.config.schema.json");
  });

  it("is found right by publint and by arethetypeswrong", async () => {
    await well(projectRoot, `npm run -s package:lint -- ${tarball}`);
    await well(projectRoot, `npm run -s package:types -- ${tarball}`);
  });
});

describe("a newcomer", () => {
  it("installs it in an empty folder, and the command is there", async () => {
    await step("npm install ../upclaws.tgz", 180_000, () => install(home, tarball));
    expect(await step("upclaws --help", 3_000, () => well(home, "node_modules/.bin/upclaws --help"))).toContain("upclaws");
    const cpu = await helpCpuMs(home);
    process.stdout.write(`  --help: ${cpu.help} ms of CPU, of which Node alone ${cpu.node} ms\n`);
    expect(cpu.help - cpu.node).toBeLessThan(200);
  });

  it("has each module of ours once, so that a class is one class to all entries, and the licences of what is bundled", () => {
    const dist = join(home, "node_modules/upclaws/dist");
    const code = globSync("**/*.js", { cwd: dist }).map((file) => readFileSync(join(dist, file), "utf8"));
    const sources = code.flatMap((text) => [...text.matchAll(/^\/\/ (src\/\S+\.ts)$/gm)].map(([, source]) => source));
    expect(sources.length).toBeGreaterThan(300);
    expect(code.filter((text) => text.includes(projectRoot))).toEqual([]);
    expect(sources.filter((source, index) => sources.indexOf(source) !== index)).toEqual([]);
    expect(code.join("\n").match(/\bRetryLater = class\b|\bclass RetryLater\b/g)).toHaveLength(1);
    const licences = readFileSync(join(dist, "THIRD_PARTY_LICENSES.txt"), "utf8");
    for (const name of ["fastify", "openai", "pino", "undici", "zod"])
      expect(licences).toMatch(new RegExp(`^${name} [0-9.]+ \\(`, "m"));
  });

  it("is told by an old Node what is wrong", async () => {
    const old = ["/usr/bin/node", "/usr/local/bin/node"].find((path) => existsSync(path));
    const version = old === undefined ? "v24" : (await well(home, `${old} --version`)).trim();
    if (old === undefined || Number(/\d+/.exec(version)?.[0]) >= 24) return;
    const { code, stderr } = await shell(home, `${old} node_modules/upclaws/dist/cli/bin.js --help`);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/needs Node\.js 24.*Install Node 24/) });
  });

  it("makes a project and an agent, which compiles and passes its test", async () => {
    await step("init", 5_000, () => well(home, "npx upclaws init"));
    await step("npm install", 180_000, () => install(home));
    await step("new shop", 5_000, () => well(home, "npx upclaws new shop --template seller-llm"));
    await step("npm run types", 60_000, () => well(home, "npm run -s types"));
    await step("npm test", 30_000, () => well(home, "npm test --silent"));
    expect(await step("config check", 5_000, () => well(home, "npx upclaws config check"))).toContain("no problems");
  });

  it("buys from it through the HTTP API while dev runs, edits it, and sees the order's life", async () => {
    const dev = start(home, "npx upclaws dev --json");
    const { apiBaseUrl, buyer, config } = await step("dev is ready", 20_000, () =>
      dev.event<{ apiBaseUrl: string; config: string; buyer: { apiKey: string } }>("listening", 60_000 * patience),
    );
    const api = marketApi(apiBaseUrl, buyer.apiKey);
    await dev.event("gigs", 30_000 * patience);
    const { gigs } = await api.get<{ gigs: readonly { id: string }[] }>("/gigs");
    const { order } = await api.post<OrderAnswer>("/tasks", {
      gig_id: gigs[0]?.id,
      requirements: "A mug of stoneware, 0.33 l, for people who drink coffee at their desk.",
      currency: "ocmc",
    });
    const status = async (wanted: string) => {
      const { order: now } = await api.get<OrderAnswer>(`/tasks/${order.id}`);
      return now.status === wanted ? now : undefined;
    };
    const what = () => `the order\n${dev.lastWords}`;
    const delivered = await step("delivered", 15_000, () =>
      until(() => status("delivered"), { withinMs: 60_000 * patience, what, everyMs: 100 }),
    );
    expect(delivered.delivery_text?.length).toBeGreaterThanOrEqual(80);

    edit("agents/shop/agent.ts", "Please tell me more about the product.", "Tell me more, please.");
    await step("an edit is taken up", 10_000, () => dev.event("reloaded", 30_000 * patience));
    const short = await api.post<OrderAnswer>("/tasks", { gig_id: gigs[0]?.id, requirements: "A mug", currency: "ocmc" });
    const cancelled = async () => (await api.get<OrderAnswer>(`/tasks/${short.order.id}`)).order.status === "cancelled";
    await step("declined by the new code", 15_000, () => until(cancelled, { withinMs: 30_000 * patience, what, everyMs: 100 }));

    await api.post(`/tasks/${order.id}/approve`, {});
    await step("paid", 15_000, () =>
      until(async () => dev.output.includes('"order.completed"') || (await status("completed")), {
        withinMs: 30_000 * patience,
        what,
      }),
    );
    const timeline = await step("orders show", 5_000, () =>
      well(home, `npx upclaws orders show ${order.order_number} --config ${config}`),
    );
    for (const word of [order.order_number, "start", "deliver"]) expect(timeline).toContain(word);
    dev.write("quit");
    expect(await dev.exitCode(30_000 * patience)).toBe(0);
  });

  it("runs it from cron: a tick publishes, the next one delivers, another finds nothing to do", async () => {
    const platform = start(home, "npx upclaws platform --port 0 --json");
    const model = start(home, "npx upclaws llm --port 0 --json");
    const { apiBaseUrl } = await platform.event<{ apiBaseUrl: string }>("listening", 60_000 * patience);
    const { baseUrl } = await model.event<{ baseUrl: string }>("listening", 60_000 * patience);
    edit("upclaws.config.yaml", "http://127.0.0.1:4100/api", apiBaseUrl);
    edit("upclaws.config.yaml", "http://127.0.0.1:4101/v1", baseUrl);
    const tick = () => well(home, "npx upclaws run --once");
    await step("run --once", 20_000, tick);

    const stranger = marketApi(apiBaseUrl, "");
    const { agent, api_key } = await stranger.post<{ agent: { api_key?: string }; api_key?: string }>("/agents/register", {
      name: "curious",
      description: "Buys one thing",
      model_type: "human",
      capabilities: ["buying"],
    });
    const api = marketApi(apiBaseUrl, agent.api_key ?? api_key ?? "");
    const { gigs } = await api.get<{ gigs: readonly { id: string }[] }>("/gigs");
    const placed = await api.post<OrderAnswer>("/tasks", {
      gig_id: gigs[0]?.id,
      requirements: "A mug of stoneware, 0.33 l, for people who drink coffee at their desk.",
      currency: "ocmc",
    });
    await step("run --once, again", 20_000, tick);
    expect((await api.get<OrderAnswer>(`/tasks/${placed.order.id}`)).order.status).toBe("delivered");
    await step("run --once, with nothing to do", 20_000, tick);
    expect(await well(home, "npx upclaws orders list")).toContain(placed.order.order_number);
  });

  it("has agents of all templates trade with each other and with a person", async () => {
    for (const template of ["seller-basic", "file-worker", "autopilot", "buyer-llm", "scheduled-buyer"])
      await well(home, `npx upclaws new ${template}-one --template ${template}`);
    await step("npm run types", 60_000, () => well(home, "npm run -s types"));
    await step("npm test", 60_000, () => well(home, "npm test --silent"));
    edit("agents/buyer-llm-one/agent.ts", 'cron: "* * * * *"', 'cron: "* * * * * *"');
    edit("upclaws.config.yaml", "cron: 0 9 * * 1-5", 'cron: "*/2 * * * * *"');

    const dev = start(home, "npx upclaws dev --json");
    const { gigs } = await dev.event<{ gigs: readonly { seller: string }[] }>("gigs", 60_000 * patience);
    const sellers = gigs.map(({ seller }) => seller);
    expect(sellers.toSorted()).toEqual(["autopilot-one", "file-worker-one", "seller-basic-one", "shop"]);
    const want: Record<string, string> = {
      "seller-basic-one": "pears\\napples",
      "file-worker-one": "A grey mug. Columns: name, colour.",
      "autopilot-one": "A bakery at the station, for commuters.",
      shop: "A mug of stoneware for people who drink coffee at their desk.",
    };
    for (const [index, seller] of sellers.entries()) dev.write(`order ${index + 1} ${want[seller]}`);
    const did = (agent: string, what: string) =>
      dev.stdout.some((line) => line.includes(`"agent":"${agent}"`) && line.includes(`"what":"${what}"`));
    const all = () =>
      sellers.every((seller) => did(seller, "deliver")) &&
      ["buyer-llm-one", "scheduled-buyer-one"].every((buyer) => did(buyer, "review"));
    await step("everybody has delivered or bought", 60_000, () =>
      until(all, { withinMs: 90_000 * patience, what: () => `all agents to act:\n${dev.lastWords}`, everyMs: 100 }),
    );
    expect(dev.output).not.toContain('"isTrouble":true');
    dev.write("quit");
    expect(await dev.exitCode(30_000 * patience)).toBe(0);
  });

  it("embeds the marketplace and the client in a program of its own, which compiles with every type checked", async () => {
    writeFileSync(join(home, "agents/embed.ts"), embedding);
    await well(home, "npx tsc --skipLibCheck false");
    expect(await well(home, "node agents/embed.ts")).toContain("0 gigs on an empty market");
  });
});

const embedding = `import { connect } from "upclaws/client";
import { openMarketplace } from "upclaws/platform";

await using market = await openMarketplace();
const { apiBaseUrl } = await market.listen();
const client = connect({ baseUrl: apiBaseUrl });
const { gigs } = await client.listGigs();
process.stdout.write(\`\${gigs.length} gigs on an empty market\\n\`);
await client.close();
`;

/** The least of five tries, which is what the machine's other work disturbs least. */
async function helpCpuMs(cwd: string): Promise<{ readonly help: number; readonly node: number }> {
  const probe =
    'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();process._rawDebug("cpu",(user+system)/1000)})';
  const least = async (args: string) => {
    const tries: number[] = [];
    for (let nth = 0; nth < 5; nth++) {
      const { stderr } = await shell(cwd, `node --import '${probe}' ${args}`, newcomerEnv());
      tries.push(Number(/^cpu ([\d.]+)$/m.exec(stderr)?.[1]));
    }
    return Math.round(Math.min(...tries));
  };
  return { help: await least("node_modules/upclaws/dist/cli/bin.js --help"), node: await least('-e ""') };
}
