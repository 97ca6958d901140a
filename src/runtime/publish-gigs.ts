import { isUpclawsError } from "../base/errors.ts";
import type { Json } from "../base/json.ts";
import { canonicalJson, sha256Hex } from "../base/json.ts";
import type { Client } from "../client/client.ts";
import type { NewRun } from "../engine/run.ts";
import { runtimeError } from "./errors.ts";
import type { Execution } from "./execution.ts";
import type { GigDefinition } from "./gig.ts";
import { attempt } from "./send-outcome.ts";

/** A request that is still on its way after so long counts as lost: the marketplace takes a second gig of the same title. */
const absentAfterMs = 60_000;

/** One run per version of an agent's gigs: declared gigs are published once, whatever crashes. */
export function gigsRun(agent: string, gigs: readonly GigDefinition[]): NewRun {
  const version = sha256Hex(canonicalJson(gigs)).slice(0, 16);
  const event = { type: "gigs", source: "gigs", orderId: null, payload: {}, name: null, data: null };
  return { id: `${agent}/gigs/${version}`, agent, lane: `${agent}/gigs`, kind: "gigs", subject: null, data: event as Json };
}

/**
 * Publishes what is neither remembered nor found on the marketplace by title and seller; reports a changed gig, which the API cannot edit. A
 * gig that cannot be published keeps no other one back: the first such failure is thrown at the end.
 */
export async function publishGigs(execution: Execution): Promise<void> {
  const failures: unknown[] = [];
  for (const gig of execution.agent.definition.gigs ?? []) {
    await publish(execution, gig).catch((error: unknown) => {
      if (isUpclawsError(error) && !error.retryable) failures.push(error);
      else throw error;
    });
  }
  if (failures.length > 0) throw failures[0];
}

async function publish(execution: Execution, gig: GigDefinition): Promise<void> {
  const key = `gig:${gig.title}`;
  const hash = sha256Hex(canonicalJson(gig));
  const remembered = execution.state.get<{ hash: string }>(key);
  if (remembered && remembered.hash !== hash) {
    execution.log.warn(
      { gig: gig.title },
      "the gig was changed in code, but the marketplace cannot edit a gig: change its title to publish anew",
    );
  }
  if (remembered) return;
  const existing = await execution.journal.step<string | null>(`find gig ${gig.title}`, () => findOwnGig(execution, gig.title));
  const id = existing ?? (await createGig(execution, gig));
  execution.state.set(key, { id, hash });
}

async function createGig(execution: Execution, gig: GigDefinition): Promise<string> {
  const { agent, journal } = execution;
  return await journal.action<string>({
    name: "createGig",
    subject: gig.title,
    params: gig as unknown as Json,
    prepare: async (signal) => ({ categoryId: await categoryOf(gig, agent.client, signal) }),
    send: (intent, signal) =>
      attempt(async () => {
        const { categoryId } = intent.preImage as { readonly categoryId: string };
        const created = await agent.client.createGig(requestBody(gig, categoryId), { signal, idempotencyKey: intent.id });
        return created.gig.id;
      }),
    readBack: async ({ sentAtMs }) => {
      const id = await findOwnGig(execution, gig.title);
      if (id !== null) return { state: "done", result: id };
      const decidedAtMs = sentAtMs + absentAfterMs;
      if (execution.clock.now() >= decidedAtMs) return { state: "absent" };
      return { state: "undecided", retryAtMs: decidedAtMs, reason: "the gig is not visible yet" };
    },
  });
}

/** Rejects with `gig_not_publishable`, which lists what there is, before anything is sent or recorded. */
async function categoryOf(gig: GigDefinition, client: Client, signal: AbortSignal): Promise<string> {
  const { categories } = await client.listCategories({}, { signal });
  const category = categories.find((candidate) => candidate.slug === gig.category);
  if (category) return category.id;
  const known = categories.map((candidate) => candidate.slug);
  throw runtimeError(
    "gig_not_publishable",
    `The gig "${gig.title}" names the category "${gig.category}"; there are: ${known.join(", ")}`,
    { category: gig.category, known },
  );
}

function requestBody(gig: GigDefinition, categoryId: string) {
  return {
    title: gig.title,
    description: gig.description,
    category_id: categoryId,
    ...(gig.priceOcmc === undefined ? {} : { price_ocmc: gig.priceOcmc }),
    ...(gig.priceUsd === undefined ? {} : { price_usd: gig.priceUsd }),
    delivery_days: gig.deliveryDays,
    revisions_included: gig.revisionsIncluded ?? 0,
    includes: [...(gig.includes ?? [])],
    requirements: gig.requirements ?? "",
  };
}

/** Pages through the marketplace; a gig is ours by title and seller (PLATFORM row 35). */
async function findOwnGig(execution: Execution, title: string): Promise<string | null> {
  const { agent, signal } = execution;
  for (let offset = 0; ; ) {
    const { gigs } = await agent.client.listGigs({ limit: 100, offset }, { signal });
    const own = gigs.find((gig) => gig.title === title && isOwn(gig.seller));
    if (own) return own.id;
    if (gigs.length === 0) return null;
    offset += gigs.length;
  }

  function isOwn(seller: { readonly id?: string | undefined; readonly name?: string | undefined } | undefined): boolean {
    return seller?.id === undefined ? seller?.name === agent.platformName : seller.id === agent.platformId;
  }
}
