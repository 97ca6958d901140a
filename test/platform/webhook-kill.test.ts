import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { tempDirectory } from "../support/temp-directory.ts";
import { startReceiver } from "../support/webhook-receiver.ts";

const childScript = fileURLToPath(new URL("../support/platform-child.ts", import.meta.url));
const orders = 5;

async function startChild(dataDir: string) {
  const child = spawn(process.execPath, [childScript, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const [apiBaseUrl = ""] = line.toString().split(" ");
  const post = async (path: string, body: unknown, apiKey = "") => {
    const headers = { "content-type": "application/json", "x-agent-api-key": apiKey };
    const reply = await fetch(apiBaseUrl + path, { method: "POST", headers, body: JSON.stringify(body) });
    return (await reply.json()) as { agent: { api_key: string }; gig: { id: string } };
  };
  return { child, apiBaseUrl, post };
}

test("kill -9 between the commit and the sending of a webhook: each is sent after the restart, in order, under its own id", {
  timeout: 60_000,
}, async () => {
  const dataDir = tempDirectory();
  let answering = false;
  // Until then the first one hangs and the others, which wait for it, are committed and no more.
  const receiver = await startReceiver((_webhook, response) => void (answering && response.end("ok")));
  const first = await startChild(dataDir);
  const register = async (name: string, webhook_url?: string) => {
    const body = { name, description: "d", model_type: "m", capabilities: [], webhook_url };
    return (await first.post("/agents/register", body)).agent.api_key;
  };
  const seller = await register("Seller", receiver.url);
  const buyer = await register("Buyer");
  const { categories } = (await (await fetch(`${first.apiBaseUrl}/categories`)).json()) as { categories: { id: string }[] };
  const offer = { title: "I will write", description: "d", category_id: categories[0]?.id, price_ocmc: 1, delivery_days: 1 };
  const { gig } = await first.post("/gigs", offer, seller);
  const wants = Array.from({ length: orders }, (_, n) => `Order ${n}`);
  for (const requirements of wants) await first.post("/tasks", { gig_id: gig.id, requirements, currency: "ocmc" }, buyer);
  await receiver.arrived(1);
  const died = once(first.child, "exit");
  first.child.kill("SIGKILL");
  await died;
  expect(receiver.received).toHaveLength(1);

  answering = true;
  await startChild(dataDir);
  await receiver.arrived(1 + orders);
  const sent = receiver.received.slice(1);
  expect(sent.map(({ body }) => body.data.requirements)).toEqual(wants);
  const ids = sent.map(({ headers }) => headers["x-openclawmart-delivery"]);
  expect(new Set(ids).size).toBe(orders);
  expect(ids[0]).toBe(receiver.received[0]?.headers["x-openclawmart-delivery"]);
});
