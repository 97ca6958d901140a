import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestMarket } from "upclaws/testing";
import agent from "./agent.ts";
import { csv } from "./csv.ts";

test("the table is delivered as a file", async (t) => {
  const market = await createTestMarket();
  t.after(() => market.close());
  const seller = await market.run(agent);
  const table = {
    columns: ["name", "colour"],
    rows: [
      ["mug", "grey"],
      ["plate", "white, matt"],
    ],
  };
  market.model.expect({ schema: "table", user: "grey mug" }, { json: table });

  const order = await (await market.buyer()).order(seller.gig(), "A grey mug and a white, matt plate. Columns: name, colour.");
  await market.settle();
  assert.equal(order.delivery, "Your table is attached: 2 rows of name, colour.");
  assert.match(order.messages.at(-1)?.attachments[0] ?? "", /table\.txt$/);
});

test("cells with commas, quotes and line breaks stay cells", () => {
  assert.equal(csv(["a", "b"], [["1,5", 'say "hi"'], ["two\nlines"]]), 'a,b\r\n"1,5","say ""hi"""\r\n"two\nlines",\r\n');
});
