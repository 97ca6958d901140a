import type { Approval } from "../../store/approval.ts";
import { runtimeError } from "../errors.ts";
import type { ExecutionParts } from "../execution.ts";
import type { ActionGate } from "./gate.ts";
import { difference, type GigSituation, type Situation } from "./situation.ts";

/** Lets through what a person has decided about, as long as things are as that person saw them. Holds nothing again. */
export function approvedGate(parts: ExecutionParts, approval: Approval): ActionGate {
  const then = approval.situation as unknown as Situation;
  return {
    examine: async (asked) => {
      const now = then.about === "gig" ? await gigNow(parts, then) : asked;
      const why = difference(then, now);
      if (why === undefined) return;
      throw runtimeError("approval_invalidated", `${approval.action}: ${why}`, { approvalId: approval.id, then, now });
    },
    hold: async () => undefined,
  };
}

const pageLimit = 100;

/** The gig as the marketplace offers it now; the document knows no way to read a single one. */
async function gigNow({ agent, signal }: ExecutionParts, then: GigSituation): Promise<GigSituation | undefined> {
  const { gigId, category, currency } = then;
  const filter = { currency, limit: pageLimit, ...(category === null ? {} : { category }) };
  for (let offset = 0; ; ) {
    const { gigs } = await agent.client.listGigs({ ...filter, offset }, { signal });
    const gig = gigs.find((candidate) => candidate.id === gigId);
    const price = currency === "ocmc" ? gig?.price_ocmc : gig?.price_usd;
    if (typeof price === "number") return { ...then, price };
    if (gig || gigs.length === 0) return undefined;
    offset += gigs.length;
  }
}
