import { it } from "vitest";
import { Soak } from "../support/rate-soak.ts";

it.each(["default", "hostile"] as const)(
  "%s",
  async (rates) => {
    const t = performance.now();
    const soak = await Soak.open({ rates, seed: "1" });
    await soak.run(10 * 60_000);
    console.error("warm", JSON.stringify(soak.report()));
    for (let h = 0; h < 2; h++) {
      await soak.run(3_600_000);
      const r = soak.report();
      console.error("hour", r.delivered / 60, JSON.stringify(r), Math.round(performance.now() - t));
    }
    console.error(soak.platform.inspect.ledger().conserved, soak.daemon.engine.stats());
    await soak.close();
  },
  300_000,
);
