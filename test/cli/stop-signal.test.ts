import { setImmediate as turn } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { stopSignal } from "../../src/cli/stop-signal.ts";

it("the first signal asks for an end, and whoever would end the process for want of a listener sees one; at the second there is none", async () => {
  const seen: number[] = [];
  const other = () => seen.push(process.listenerCount("SIGUSR2") - 1);
  process.on("SIGUSR2", other);
  onTestFinished(() => void process.off("SIGUSR2", other));
  const stop = stopSignal(["SIGUSR2"]);
  expect(stop.aborted).toBe(false);
  process.emit("SIGUSR2");
  expect(String(stop.reason)).toBe("Error: SIGUSR2");
  await turn();
  process.emit("SIGUSR2");
  expect(seen).toEqual([1, 0]);
});
