import type { Clock, Timer } from "../../base/clock.ts";
import { keyedRandom } from "../../base/keyed-random.ts";
import type { NewRun } from "../../engine/run.ts";
import { sample } from "../scenario/distribution.ts";
import type { Population } from "../scenario/population-schema.ts";
import type { World } from "./open-world.ts";
import type { Participant } from "./participant.ts";
import { wantRun } from "./want.ts";
import { wantTimes } from "./want-times.ts";

/** Where wants may arise: a simulation, or anything else that has agents and a clock. */
export interface Wanting extends Pick<World, "scenario" | "seed" | "startMs" | "wantsEndMs" | "participants"> {
  readonly clock: Clock;
  readonly processes: readonly { readonly participants: readonly Participant[]; submit(runs: readonly NewRun[]): void }[];
}

/** Lets wants arise in every population that has some, each with one of its agents; they are never all in memory. Answers how to end that. */
export function arouseWants(world: Wanting): () => void {
  const ends: (() => void)[] = [];
  for (const [population, traits] of Object.entries(world.scenario.populations)) {
    if (traits.kind !== "seller" && traits.wants) ends.push(arouse(world, population, traits, traits.wants));
  }
  return () => {
    for (const end of ends) end();
  };
}

type Wishful = Exclude<Population, { readonly kind: "seller" }>;

function arouse(world: Wanting, population: string, traits: Wishful, arrivals: NonNullable<Wishful["wants"]>): () => void {
  const { seed, clock, startMs, wantsEndMs } = world;
  const members = world.participants.filter((participant) => participant.population === population);
  const processOf = new Map(
    world.processes.flatMap((process) => process.participants.map(({ name }) => [name, process] as const)),
  );
  const categories = traits.kind === "buyer" ? traits.categories : ["writing"];
  const times = wantTimes(arrivals, startMs + traits.joinsAfter, wantsEndMs, keyedRandom(seed, "wants", population));
  let number = 0;
  let timer: Timer | undefined;
  const next = () => {
    const at = times.next();
    if (at.done) return;
    number++;
    timer = clock.after(at.value - clock.now(), () => {
      const random = keyedRandom(seed, "want", population, number);
      const member = members[Math.floor(random.next() * members.length)];
      const category = categories[Math.floor(random.next() * categories.length)] ?? "other";
      const valueOcmc = Math.max(1, Math.round(sample(traits.value, random)));
      if (member) processOf.get(member.name)?.submit([wantRun(member.name, { number, category, valueOcmc })]);
      next();
    });
  };
  next();
  return () => timer?.cancel();
}
