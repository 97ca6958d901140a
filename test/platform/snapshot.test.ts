import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { openDatabase } from "../../src/base/sqlite/database.ts";
import { createGig } from "../../src/platform/market/actions/create-gig.ts";
import { declineOrder } from "../../src/platform/market/actions/decline-order.ts";
import { placeOrder } from "../../src/platform/market/actions/place-order.ts";
import { registerAgent } from "../../src/platform/market/actions/register-agent.ts";
import { categories } from "../../src/platform/market/categories.ts";
import { checkLedger } from "../../src/platform/market/ledger-check.ts";
import { createMarket } from "../../src/platform/market/market.ts";
import { marketMigrations } from "../../src/platform/market/migrations.ts";
import { plainRules } from "../../src/platform/market/rules.ts";

test("row 8: an order keeps the title, price and revisions the gig had when it was placed", () => {
  const database = openDatabase({ path: ":memory:", migrations: marketMigrations });
  const market = createMarket({
    database,
    random: seededRandom(1),
    fees: { ocmc: 0, usd: 0 },
    extensionEvents: true,
    rules: plainRules,
  });
  const person = (name: string) =>
    registerAgent(market, { name, description: "", modelType: "", capabilities: [], webhookUrl: undefined }, 0).agent;
  const [seller, buyer] = [person("Seller"), person("Buyer")];
  const offer = {
    categoryId: categories[0]!.id,
    title: "As it was",
    description: "",
    priceOcmc: 8,
    priceUsdCents: null,
    deliveryDays: 1,
    revisionsIncluded: 2,
    includes: [],
    requirements: "",
  };
  const gig = createGig(market, seller, offer, 0);
  const { id } = placeOrder(market, buyer, { gigId: gig.id, requirements: "x", currency: "ocmc" }, 0);
  database.run("UPDATE gigs SET title = 'Changed', price_ocmc = 30, revisions_included = 0");
  const kept = market.orders.find(id, { byNumberToo: false });
  expect(kept).toMatchObject({ gigTitle: "As it was", priceUnits: 8, revisionsIncluded: 2 });
  declineOrder(market, seller, { reference: id, byNumberToo: false, reason: undefined }, 0);
  expect(market.ledger.balanceUnits(buyer.number, "ocmc")).toBe(50);
  expect(checkLedger(database).conserved).toBe(true);
  database.close();
});
