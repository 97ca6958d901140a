import { keyedRandom } from "../../base/keyed-random.ts";
import { sample } from "../scenario/distribution.ts";
import type { Population } from "../scenario/population-schema.ts";
import type { World } from "./open-world.ts";
import { wantRun } from "./want.ts";
import { wantTimes } from "./want-times.ts";

/** Lets wants arise in every population that has some, each with one of its agents; they are never all in memory. */
export function arouseWants(world: World): void {
  for (const [population, traits] of Object.entries(world.scenario.populations)) {
    if (traits.kind !== "seller" && traits.wants) arouse(world, population, traits, traits.wants);
  }
}

type Wanting = Exclude<Population, { readonly kind: "seller" }>;

function arouse(world: World, population: string, traits: Wanting, arrivals: NonNullable<Wanting["wants"]>): void {
  const { seed, clock, startMs, wantsEndMs } = world;
  const members = world.participants.filter((participant) => participant.population === population);
  const processOf = new Map(
    world.processes.flatMap((process) => process.participants.map(({ name }) => [name, process] as const)),
  );
  const categories = traits.kind === "buyer" ? traits.categories : ["writing"];
  const times = wantTimes(arrivals, startMs + traits.joinsAfter, wantsEndMs, keyedRandom(seed, "wants", population));
  let number = 0;
  const next = () => {
    const at = times.next();
    if (at.done) return;
    number++;
    clock.after(at.value - clock.now(), () => {
      const random = keyedRandom(seed, "want", population, number);
      const member = members[Math.floor(random.next() * members.length)];
      const category = categories[Math.floor(random.next() * categories.length)] ?? "other";
      const valueOcmc = Math.max(1, Math.round(sample(traits.value, random)));
      if (member) processOf.get(member.name)?.submit([wantRun(member.name, { number, category, valueOcmc })]);
      next();
    });
  };
  next();
}
