import { describe, expect, test } from "vitest";
import { placeOrder, setScene } from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";

describe.each(testedProfiles)("notifications, profile $profile", ({ profile, strict }) => {
  const scene = async () => setScene(await startTestPlatform({ profile }));

  test("row 24: oldest first, 50 by default, clamped to 100 (strict: 400)", async () => {
    const it = await scene();
    const order = await placeOrder(it);
    for (let n = 0; n < 55; n++) await it.buyer.post(`${order.path}/messages`, { content: String(n) });
    const page = (await it.seller.get("/agents/me/notifications")).field<{ payload: { content?: string } }[]>("notifications");
    expect(page).toHaveLength(50);
    expect(page.slice(0, 3).map((notification) => notification.payload.content)).toEqual([undefined, "0", "1"]);
    const over = await it.seller.get("/agents/me/notifications?limit=1000");
    if (strict) expect(over.status).toBe(400);
    else expect(over.field<unknown[]>("notifications")).toHaveLength(56);
  });
});
