import { createTestMarket, type TestMarket, type TestMarketOptions } from "upclaws/testing";
import { onTestFinished } from "vitest";

/** Closed, and so verified, when the test ends: in a hook, where its complaint hides no other failure. */
export async function testMarket(options?: TestMarketOptions): Promise<TestMarket> {
  const market = await createTestMarket(options);
  onTestFinished(() => market.close());
  return market;
}
