import { describe, expect, it, onTestFinished } from "vitest";
import { Soak, type SoakReport } from "../support/rate-soak.ts";

const hourMs = 3_600_000;
/** `npm run test:soak` lets a whole day go by. */
const hours = Number(process.env.UPCLAWS_SOAK_HOURS ?? "1");
const seed = process.env.UPCLAWS_SOAK_SEED ?? "1";
const timeoutMs = 15_000 + hours * 30_000;

async function open(rates: "default" | "hostile"): Promise<Soak> {
  const soak = await Soak.open({ rates, seed });
  onTestFinished(() => soak.close());
  return soak;
}

/** Hour by hour; the first ten minutes apart. */
async function live(soak: Soak): Promise<{ readonly start: SoakReport; readonly hourly: readonly SoakReport[] }> {
  await soak.run(hourMs / 6);
  const start = soak.report();
  const hourly: SoakReport[] = [];
  for (let hour = 0; hour < hours; hour++) {
    await soak.run(hourMs);
    hourly.push(soak.report());
  }
  return { start, hourly };
}

function tell(what: string, { start, hourly }: { readonly start: SoakReport; readonly hourly: readonly SoakReport[] }): void {
  const rates = hourly.map(({ ordersPerMinute }) => ordersPerMinute.toFixed(2));
  const refusals = hourly.map(({ refusedAtMs }) => refusedAtMs.length);
  const head = `soak ${what}, seed ${seed}, ${hours} h`;
  process.stdout.write(
    `${head}: orders/min by hour ${rates.join(" ")}; 429 in the first ten minutes ${start.refusedAtMs.length}, then by hour ${refusals.join(" ")}\n`,
  );
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe("an agent with endless orders", () => {
  it(
    "sustains 9.3 orders a minute without one 429",
    async () => {
      const soak = await open("default");
      const life = await live(soak);
      tell("default", life);
      expect([life.start, ...life.hourly].flatMap(({ refusedAtMs }) => refusedAtMs)).toEqual([]);
      for (const { ordersPerMinute } of life.hourly) expect(ordersPerMinute).toBeGreaterThanOrEqual(9.3);
      expect(soak.faults()).toEqual([]);
      expect(soak.daemon.engine.stats().byStatus.dead).toBe(0);
      expect(soak.platform.inspect.ledger().conserved).toBe(true);
    },
    timeoutMs,
  );

  it(
    "goes on under the worst reading of the limits: what the server grants is used, 429s grow rare, nothing is lost",
    async () => {
      const soak = await open("hostile");
      const life = await live(soak);
      tell("hostile", life);
      // The server refuses from 18 writes on: 17 and one acknowledgement.
      for (const { ordersPerMinute } of life.hourly) expect(ordersPerMinute).toBeGreaterThanOrEqual(8.3);
      const refusals = life.hourly.map(({ refusedAtMs }) => refusedAtMs.length);
      expect(refusals[0]).toBeLessThanOrEqual(10);
      expect(sum(refusals.slice(1))).toBeLessThanOrEqual(20);
      expect(sum(refusals.slice(12))).toBeLessThanOrEqual(5);
      expect(soak.faults()).toEqual([]);
      expect(soak.daemon.engine.stats().byStatus.dead).toBe(0);
      expect(soak.platform.inspect.ledger().conserved).toBe(true);
    },
    timeoutMs,
  );
});
