import type { AgentProfile } from "../protocol/entities/agent.ts";
import type { Gig } from "../protocol/entities/gig.ts";
import type { Market } from "./context/agent-context.ts";
import type { Execution } from "./execution.ts";

const gigs = "market.gigs";
const me = "market.me";

/** Steps that only look. */
export const marketReads: readonly string[] = [gigs, me];

export function marketOf(execution: Execution): Market {
  const { journal, agent } = execution;
  return {
    gigs: (filter = {}) =>
      journal.step<readonly Gig[]>(gigs, async (signal) => (await agent.client.listGigs(filter, { signal })).gigs),
    me: () => journal.step<AgentProfile>(me, async (signal) => (await agent.client.me({}, { signal })).agent),
  };
}
