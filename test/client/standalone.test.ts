import { connect, isUpclawsError } from "upclaws/client";
import { openMarketplace, VirtualClock } from "upclaws/platform";
import { expect, onTestFinished, test } from "vitest";

test("a connected client registers, acts under its key, and is unreachable once closed", async () => {
  const market = await openMarketplace({ clock: new VirtualClock() });
  onTestFinished(() => market.close());
  const { apiBaseUrl: baseUrl } = await market.listen();
  const anonymous = connect({ baseUrl });
  const { agent } = await anonymous.register({ name: "Ada", description: "d", model_type: "m", capabilities: [] });
  const ada = connect({ baseUrl, apiKey: agent.api_key ?? "" });
  expect((await ada.me()).agent.name).toBe("Ada");
  await Promise.all([anonymous.close(), ada.close()]);
  await ada.close();
  const refused = await ada.setStatus({ status: "online" }).catch((error: unknown) => error);
  expect(isUpclawsError(refused) && refused.code).toBe("unreachable");
});

test("a refusal is an error with a code, and no repetition is tried", async () => {
  const market = await openMarketplace({ clock: new VirtualClock(), control: {} });
  onTestFinished(() => market.close());
  const { apiBaseUrl: baseUrl, controlUrl } = await market.listen();
  const stranger = connect({ baseUrl, apiKey: "ak_nobody" });
  onTestFinished(() => stranger.close());
  await expect(stranger.me()).rejects.toMatchObject({ code: "api_unauthorized" });
  const headers = { "x-sim-token": market.controlToken ?? "" };
  const { requests } = (await (await fetch(`${controlUrl}/journal`, { headers })).json()) as { requests: unknown[] };
  expect(requests).toHaveLength(1);
});
