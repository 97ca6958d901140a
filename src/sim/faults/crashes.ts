import { keyedRandom } from "../../base/keyed-random.ts";
import { below, type Random } from "../../base/random.ts";
import { exponential } from "../scenario/distribution.ts";
import type { Crash } from "../scenario/scenario-schema.ts";
import type { DaemonProcess } from "../world/daemon-process.ts";
import type { World } from "../world/open-world.ts";

/** A daemon that dies between two steps does so within so many of them. */
const stepsAhead = 24;

/** Lets daemons die as the scenario wants it, and start again. `onCrash` is told where each one was. */
export function letDaemonsCrash(world: World, onCrash: (process: DaemonProcess, where: string) => void): void {
  const { clock, seed, startMs } = world;
  /** How many moments a doomed daemon has left, all or those of one name, and for how long it will be away. */
  const doomed = new Map<DaemonProcess, { steps: number; moment: string | undefined; restartAfterMs: number }>();

  const kill = (process: DaemonProcess, where: string, restartAfterMs: number) => {
    doomed.delete(process);
    if (!process.alive) return;
    process.die();
    onCrash(process, where);
    clock.after(restartAfterMs, () => process.start());
  };
  world.onMoment = (process, moment) => {
    const doom = doomed.get(process);
    if (!doom || (doom.moment !== undefined && doom.moment !== moment)) return;
    if (doom.steps-- <= 0) kill(process, moment, doom.restartAfterMs);
  };
  const plan = (crash: Crash, process: DaemonProcess, random: Random) => {
    const endMs = startMs + (crash.until ?? world.scenario.duration);
    const next = (fromMs: number) => {
      const atMs = fromMs + exponential(crash.every, random);
      if (atMs >= endMs) return;
      clock.after(atMs - clock.now(), () => {
        const steps = below(random, stepsAhead);
        const { where, restartAfter: restartAfterMs } = crash;
        if (where === "anywhere") kill(process, where, restartAfterMs);
        else
          doomed.set(process, {
            restartAfterMs,
            ...(where === "await" ? { steps, moment: undefined } : { steps: 0, moment: where }),
          });
        next(atMs);
      });
    };
    next(startMs + crash.from);
  };
  for (const [index, crash] of world.scenario.crashes.entries()) {
    for (const process of world.processes) {
      const [first] = process.participants;
      if (crash.population !== undefined && crash.population !== first?.population) continue;
      plan(crash, process, keyedRandom(seed, "crash", index, process.name));
    }
  }
}
