import { fileURLToPath } from "node:url";
import { loadScenario } from "../../src/sim/scenario/scenario.ts";
import { simulate } from "../../src/sim/simulate.ts";

const dayMs = 86_400_000;

/** CPU time and memory of markets of one kind and different length; UPCLAWS_SIM_DAYS=30 is the whole of busy-month. */
export async function sim(print: (line: string) => void): Promise<void> {
  const month = loadScenario(fileURLToPath(new URL("../../templates/scenarios/busy-month.yaml", import.meta.url)));
  const days = Number(process.env.UPCLAWS_SIM_DAYS ?? 4);
  for (const length of [days / 4, days]) {
    const before = process.cpuUsage();
    const { orders, violations, cost } = await simulate({ ...month, duration: length * dayMs, after: dayMs });
    const { user, system } = process.cpuUsage(before);
    const cpuS = (user + system) / 1e6;
    const perOrder = ((1_000 * cpuS) / orders.length).toFixed(1);
    print(
      `${length} days, ${orders.length} orders of ${month.name}: ${cpuS.toFixed(1)} s CPU (${perOrder} ms an order), ` +
        `${(cost.wallMs / 1_000).toFixed(1)} s, ${Math.round(cost.peakRssBytes / 2 ** 20)} MB, ${violations.length} violations`,
    );
  }
}
