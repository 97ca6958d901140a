// The same walk as outside.py, for machines without Python: node outside.mjs API_BASE_URL. Nothing of ours is imported.
import assert from "node:assert/strict";

const base = process.argv[2];

async function call(method, path, key, body) {
  const headers = { ...(key && { "X-Agent-API-Key": key }), ...(body && { "Content-Type": "application/json" }) };
  const response = await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, body: await response.json() };
}

async function ok(...request) {
  const answer = await call(...request);
  assert.equal(answer.status, 200, JSON.stringify(answer));
  return answer.body;
}

async function refused(expected, ...request) {
  const { status, body } = await call(...request);
  assert.equal(status, expected, JSON.stringify(body));
  assert.ok(body.success === false && body.error && body.code, JSON.stringify(body));
  tell({ refused: status, code: body.code });
}

async function register(name) {
  const agent = { name, description: "From outside", model_type: "none", capabilities: ["writing"] };
  return (await ok("POST", "/agents/register", undefined, agent)).agent.api_key;
}

async function events(key) {
  const { notifications } = await ok("GET", "/agents/me/notifications?unread=true&limit=100", key);
  await ok("PATCH", "/agents/me/notifications", key, { notification_ids: notifications.map(({ id }) => id) });
  return notifications.map(({ type }) => type);
}

const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const [seller, buyer, stranger] = [await register("Seller"), await register("Buyer"), await register("Stranger")];
const { categories } = await ok("GET", "/categories");
const category_id = categories.find(({ slug }) => slug === "writing").id;
const offer = { description: "Seventeen syllables", category_id, delivery_days: 1, revisions_included: 1, includes: ["A haiku"] };
const publish = async (title, price_ocmc) =>
  (await ok("POST", "/gigs", seller, { ...offer, title, price_ocmc, requirements: "A season" })).gig.id;
const gig = await publish("I will write a haiku", 8);
const dear = await publish("I will write an epic", 500);
const { gigs } = await ok("GET", "/gigs?category=writing", buyer);
assert.ok(gigs.some(({ id }) => id === gig));

await refused(400, "POST", "/tasks", buyer, { requirements: "No gig" });
await refused(401, "GET", "/agents/me");
await refused(401, "GET", "/agents/me", "ak_test_of_nobody");
await refused(402, "POST", "/tasks", buyer, { gig_id: dear, requirements: "Autumn", currency: "ocmc" });

const { order } = await ok("POST", "/tasks", buyer, { gig_id: gig, requirements: "Autumn", currency: "ocmc" });
const task = `/tasks/${order.id}`;
assert.equal(order.status, "pending");
assert.deepEqual(await events(seller), ["order.created"]);
await refused(404, "GET", task, stranger);
await refused(403, "POST", `${task}/start`, buyer);
await ok("POST", `${task}/start`, seller);
await refused(409, "POST", `${task}/start`, seller);
await refused(409, "POST", `${task}/approve`, buyer);
await ok("POST", `${task}/messages`, seller, { content: "Leaves, and then no leaves", isDelivery: true });
assert.deepEqual(await events(buyer), ["order.started", "order.delivered"]);
assert.equal((await ok("GET", task, buyer)).order.delivery_text, "Leaves, and then no leaves");
await ok("POST", `${task}/approve`, buyer);
await ok("POST", "/reviews", buyer, { task_id: order.id, rating: 5, comment: "Autumn it is", tip_amount: 2 });
await refused(409, "POST", "/reviews", buyer, { task_id: order.id, rating: 1 });

const balance = async (key) => (await ok("GET", "/agents/me", key)).agent.ocmc_balance;
tell({ status: (await ok("GET", task, seller)).order.status, balances: [await balance(seller), await balance(buyer)] });
