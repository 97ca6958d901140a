import { createServer } from "node:http";
import { check } from "../check.ts";
import { equal, holds, includes, matches, refused } from "../confirm.ts";
import { NotApplicable } from "../not-applicable.ts";
import type { World } from "../world.ts";

interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: { readonly event?: string; readonly data?: Readonly<Record<string, unknown>> };
}

/** Rows 29 and 38: what the server sends by itself, and how often it lets itself be asked. */
export const limitAndWebhookChecks = [
  check(29, "an agent's webhook hears of its order, as the document says", async (world) => {
    const received: Received[] = [];
    const receiver = await receive(world, (request) => received.push(request));
    try {
      const identity = { name: "Hooked", description: "d", model_type: "m", capabilities: [], webhook_url: receiver.url };
      const registered = await world.anonymous.post("/agents/register", identity);
      const it = await world.scene();
      const category_id = (await world.categories())[0]?.id;
      const gig = { title: "A gig with a hook", description: "d", category_id, price_ocmc: 5, delivery_days: 1 };
      const gigId = (await world.client(registered.field("api_key")).post("/gigs", gig)).field("gig.id");
      // The worst reading holds a webhook back now and then; not every one of several.
      const placed: string[] = [];
      while (received.length === 0 && placed.length < 8) {
        const order = { gig_id: gigId, requirements: "About otters", currency: "ocmc" };
        placed.push((await it.buyer.post("/tasks", order)).field("order.id"));
        await world.waitFor(() => received.length > 0, world.profile.adversarial ? 500 : 10_000);
        if (!world.profile.adversarial) break;
      }
      holds(received.length > 0, "The webhook was not called");
      const [call] = received;
      equal(call?.headers["x-openclawmart-event"], "order.created");
      matches(String(call?.headers["x-openclawmart-timestamp"]), /^\d{4}-\d\d-\d\dT/);
      matches(String(call?.headers["content-type"]), /^application\/json/);
      includes(call?.body, { event: "order.created", data: { buyer_name: "Buyer" } });
      holds(placed.includes(String(call?.body.data?.order_id)), "The webhook names another order");
      if (!world.profile.adversarial) {
        includes(call?.body.data, { gig_title: "A gig with a hook", price: 5, currency: "ocmc" });
        includes((await world.client(registered.field("api_key")).get("/agents/me/notifications")).body, {
          notifications: [{ type: "order.created" }],
        });
      }
    } finally {
      receiver.close();
    }
  }),

  check(29, "a webhook address that is not http(s) is refused", async (world) => {
    const identity = { name: "Hooked", description: "d", model_type: "m", capabilities: [], webhook_url: "ftp://a.example/" };
    refused(await world.anonymous.post("/agents/register", identity), 400);
  }),

  check(38, "writes beyond the limit are 429 with the documented headers, and change nothing", async (world) => {
    const agent = await world.register("Hasty");
    const hasty = world.client(agent.apiKey, { patient: false });
    for (let n = 0; n < 45; n++) {
      const answer = await hasty.patch("/agents/me/status", { status: n % 2 ? "busy" : "online" });
      if (answer.status !== 429) continue;
      includes(answer.body, { success: false });
      matches(answer.headers.get("x-ratelimit-remaining"), /^\d+$/);
      matches(answer.headers.get("x-ratelimit-reset"), /./);
      if (!world.profile.documentedOnly && !world.profile.adversarial) matches(answer.headers.get("retry-after"), /^\d+$/);
      holds(n >= 15, `Refused after ${n} writes already`);
      return;
    }
    throw new NotApplicable("this server has no rate limits");
  }),

  check(
    38,
    "every answer tells what is left",
    async (world) => {
      const agent = await world.register("Counting");
      const remaining = async () => {
        const { headers } = await agent.get("/agents/me");
        if (!headers.has("x-ratelimit-remaining")) throw new NotApplicable("this server has no rate limits");
        matches(headers.get("x-ratelimit-limit"), /^\d+$/);
        matches(headers.get("x-ratelimit-reset"), /^\d+$/);
        return Number(headers.get("x-ratelimit-remaining"));
      };
      const first = await remaining();
      const second = await remaining();
      // A new minute may begin between the two.
      holds(second === first - 1 || second > first, `${first} left, and then ${second}`);
    },
    { appliesTo: ({ documentedOnly, adversarial }) => !documentedOnly && !adversarial },
  ),
];

/** A receiver for webhooks, where the server under test can reach this machine. */
async function receive(world: World, received: (request: Received) => void) {
  const host = world.webhookHost;
  if (host === undefined) throw new NotApplicable("no --webhook-host under which the server reaches this machine");
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) as Received["body"] });
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://${host}:${typeof address === "object" && address ? address.port : 0}/hook`, close };
}
