import { Gauge, type Registry } from "prom-client";
import type { EventLoopDelay } from "../../base/event-loop-delay.ts";

/** The process itself: memory, and how late its event loop is. */
export function measureProcess(registry: Registry, delay: EventLoopDelay): void {
  new Gauge({
    name: "upclaws_event_loop_delay_seconds",
    help: "By how much timers came late since the last scrape",
    labelNames: ["statistic"],
    registers: [registry],
    collect() {
      const { meanS, p99S, maxS } = delay.read();
      this.set({ statistic: "mean" }, meanS);
      this.set({ statistic: "p99" }, p99S);
      this.set({ statistic: "max" }, maxS);
    },
  });
  new Gauge({
    name: "upclaws_resident_memory_bytes",
    help: "Memory of the process",
    registers: [registry],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
}
