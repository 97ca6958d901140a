import type { AgentProfile } from "../protocol/entities/agent.ts";
import type { Gig } from "../protocol/entities/gig.ts";
import type { Market } from "./context/agent-context.ts";
import type { Execution } from "./execution.ts";

export function marketOf(execution: Execution): Market {
  const { journal, agent } = execution;
  return {
    gigs: (filter = {}) =>
      journal.step<readonly Gig[]>("market.gigs", async (signal) => (await agent.client.listGigs(filter, { signal })).gigs),
    me: () => journal.step<AgentProfile>("market.me", async (signal) => (await agent.client.me({}, { signal })).agent),
  };
}
