import type { Participant } from "./participant.ts";

/** Who shares a daemon with whom, by the daemon's name. */
export function crewsOf(participants: readonly Participant[]): ReadonlyMap<string, Participant[]> {
  const found = new Map<string, Participant[]>();
  for (const participant of participants) {
    const { population, daemon, traits } = participant;
    const name = traits.daemons === 1 ? population : `${population} daemon ${daemon + 1}`;
    const members = found.get(name);
    if (members) members.push(participant);
    else found.set(name, [participant]);
  }
  return found;
}
