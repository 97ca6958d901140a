import { join } from "node:path";
import { silentLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { createClient } from "../../src/client/client.ts";
import { Credentials } from "../../src/config/credentials.ts";
import { setPresence } from "../../src/daemon/presence.ts";
import { registerAgent } from "../../src/daemon/register-agent.ts";
import { gigsRun } from "../../src/runtime/publish-gigs.ts";
import { type ActionCase, actionCases } from "./market-action-cases.ts";
import { type Authored, authored, House } from "./market-house.ts";
import { completed, place, publishGig, type Trade } from "./market-trade.ts";
import type { MarketWorld } from "./market-world.ts";

export const fates = [
  "answer lost",
  "never arrives",
  "arrives late",
  "another first",
  "dies before request",
  "dies after request",
  "dies after commit",
] as const;
export type Fate = (typeof fates)[number];

/** How it ends (the run's status, or the code it ends with) and how often the platform has seen it happen. */
export interface Ending {
  readonly ends: string;
  readonly times: number;
}

/** Why there is no such cell. */
export interface NoCell {
  readonly because: string;
}

/** One process that performs the action; a second one over the same folder is its next life. */
export interface Performer {
  /** Performs it, or goes on with it. Answers how it ended. */
  perform(): Promise<string>;
  /** Dies at that point of the action, as after kill -9. */
  dieAt?: (point: "after_intent_commit" | "after_send" | "after_result_commit") => void;
}

export interface MatrixRow {
  readonly action: string;
  readonly endpoint: ActionCase["endpoint"];
  readonly scene: (trade: Trade) => Promise<string>;
  readonly open: (stage: Stage) => Performer;
  readonly times: (world: MarketWorld, orderId: string) => number;
  readonly rival?: ((trade: Trade, orderId: string) => Promise<unknown>) | undefined;
  /** A request that is lost arrives so long after it was sent; absent = when all is over. */
  readonly lateMs?: number;
  /** What differs from "done, once". */
  readonly cells?: Partial<Record<Fate, Ending | NoCell>>;
}

export interface Stage {
  readonly world: MarketWorld;
  readonly trade: Trade;
  readonly orderId: string;
  readonly dir: string;
}

const lost: Ending = { ends: "lost_to_other", times: 0 };

function onOrder(testCase: ActionCase, row: Pick<MatrixRow, "cells" | "lateMs"> = {}): MatrixRow {
  const { action, endpoint, scene, times, rival } = testCase;
  const open = ({ world, trade, orderId, dir }: Stage) => {
    const agent = { handlers: testCase.handlers(trade, () => undefined) };
    return performer(new House({ world, actor: trade[testCase.role], agent, dir }), async (house) => {
      await house.engine.submit([house.runOf({ id: "wake", type: testCase.event, payload: { order_id: orderId } })]);
      return "house/n/wake";
    });
  };
  return { action, endpoint, scene, times, rival, open, ...row };
}

function performer(house: House, submit: (house: House) => Promise<string>): Performer {
  return {
    perform: async () => {
      const id = await submit(house);
      await house.finish();
      return house.life.crashed ? "died" : (house.run(id).code ?? house.run(id).status);
    },
    dieAt: (point) => {
      house.life.dieAt = (reached) => reached === point;
    },
  };
}

const caseOf = (action: string): ActionCase => {
  const found = actionCases.find((candidate) => candidate.action === action);
  if (!found) throw new Error(`no case for ${action}`);
  return found;
};

const selling = (code: NonNullable<Authored["handlers"]>["order.created"]): ActionCase["handlers"] => {
  return () => (code ? { "order.created": code } : {});
};

const counted =
  (type: Parameters<MarketWorld["happened"]>[0]): MatrixRow["times"] =>
  (world) =>
    world.happened(type).length;

const nobodyElse: NoCell = { because: "nobody else can do it in our place: it excludes nothing" };

const withTip: ActionCase = {
  ...caseOf("review"),
  action: "review with tip",
  handlers: () => ({
    "order.completed": async (ctx) => {
      if (ctx.role === "buyer") await ctx.review({ rating: 4, tipOcmc: 2 });
    },
  }),
};

const reviewedByOther: Pick<ActionCase, "rival"> = {
  rival: ({ buyer }, taskId) => buyer.client.review({ task_id: taskId, rating: 1 }),
};
// The strict reading of the document answers 400, which does not tell a repetition from a mistake.
const reviewRefused: Ending = { ends: "api_refused", times: 1 };

const gig = {
  title: "I will write a limerick",
  description: "Five lines",
  category: "writing",
  priceOcmc: 3,
  deliveryDays: 1,
  includes: ["Five lines"],
} as const;

const identity = { name: "Nora", description: "New", modelType: "m", capabilities: [] };
const never = new AbortController().signal;

/** Every action of DESIGN's table. */
export const matrix: readonly MatrixRow[] = [
  onOrder(caseOf("start"), { cells: { "another first": lost } }),
  onOrder(caseOf("deliver"), { cells: { "another first": { ends: "lost_to_other", times: 1 } } }),
  onOrder(caseOf("decline"), { cells: { "another first": lost } }),
  onOrder(caseOf("approve"), { cells: { "another first": lost } }),
  onOrder(caseOf("requestRevision"), { cells: { "another first": lost } }),
  onOrder(caseOf("placeOrder"), {
    lateMs: 30_000,
    cells: { "another first": { because: "an order by somebody else does not stand in the way of ours" } },
  }),
  onOrder({ ...caseOf("review"), ...reviewedByOther }, { cells: { "another first": reviewRefused } }),
  onOrder(
    { ...withTip, ...reviewedByOther },
    {
      cells: {
        "answer lost": { ends: "outcome_unknown", times: 1 },
        "never arrives": { ends: "outcome_unknown", times: 0 },
        "arrives late": { ends: "outcome_unknown", times: 1 },
        "another first": reviewRefused,
        "dies before request": { ends: "outcome_unknown", times: 0 },
        "dies after request": { ends: "outcome_unknown", times: 1 },
      },
    },
  ),
  onOrder(
    {
      action: "message",
      role: "seller",
      endpoint: "sendMessage",
      scene: place,
      event: "order.created",
      handlers: selling(async (ctx) => void (await ctx.message("Thank you"))),
      times: counted("message.sent"),
    },
    // At most once: the handler is told `uncertain`.
    {
      cells: {
        "never arrives": { ends: "done", times: 0 },
        "another first": nobodyElse,
        "dies before request": { ends: "done", times: 0 },
      },
    },
  ),
  onOrder(
    {
      action: "upload",
      role: "seller",
      endpoint: "upload",
      scene: place,
      event: "order.created",
      handlers: selling(async (ctx) => void (await ctx.upload({ filename: "a.txt", content: Buffer.from("Otters") }))),
      times: counted("file.uploaded"),
    },
    // Sent again: a file that lies there twice harms nobody.
    {
      cells: {
        "answer lost": { ends: "done", times: 2 },
        "arrives late": { ends: "done", times: 2 },
        "another first": nobodyElse,
        "dies after request": { ends: "done", times: 2 },
      },
    },
  ),
  {
    action: "createGig",
    endpoint: "createGig",
    scene: completed,
    // The scene's own gig is another one.
    times: (world) => world.happened("gig.created").length - 1,
    lateMs: 30_000,
    open: ({ world, trade, dir }) =>
      performer(new House({ world, actor: trade.seller, agent: { gigs: [gig] }, dir }), async (house) => {
        const run = gigsRun("house", authored({ gigs: [gig] }).gigs ?? []);
        await house.engine.submit([run]);
        return run.id;
      }),
    rival: ({ seller }) => publishGig(seller, { title: gig.title, priceOcmc: 3 }),
    // The platform takes two gigs of one title; only a gig that stands there before we look is taken for ours.
    cells: { "another first": { ends: "done", times: 2 } },
  },
  {
    action: "setStatus",
    endpoint: "setStatus",
    scene: completed,
    times: (world) => Number(world.happened("agent.status_changed").at(-1)?.data.presence === "online"),
    open: ({ world, trade }) => ({
      perform: async () => {
        const client = createClient({
          transport: world.transport,
          apiKey: trade.seller.apiKey,
          clock: world.clock,
          random: seededRandom(1),
        });
        await world.through(setPresence({ client } as Parameters<typeof setPresence>[0], "online", silentLogger, never));
        return "done";
      },
    }),
    cells: { "another first": nobodyElse },
  },
  {
    action: "register",
    endpoint: "register",
    scene: completed,
    times: (world) => world.happened("agent.registered").filter(({ data }) => String(data.slug).startsWith("nora")).length,
    open: ({ world, dir }) => {
      const credentials = new Credentials({ file: join(dir, "credentials.json"), clock: world.clock });
      const client = createClient({ transport: world.transport, apiKey: undefined, clock: world.clock, random: seededRandom(1) });
      return {
        perform: async () => {
          if (credentials.get({ baseUrl: "http://market.test/api", agent: identity.name })?.state === "registered") return "done";
          const registered = registerAgent({ identity, client, credentials, baseUrl: "http://market.test/api", signal: never });
          return await world.through(registered).then(
            () => "done",
            (error: { readonly code?: string }) => error.code ?? String(error),
          );
        },
      };
    },
    // The key is shown once: never repeated without a person.
    cells: {
      "another first": { because: "names are nobody's own: two agents of one name are two agents" },
      "answer lost": { ends: "registration_uncertain", times: 1 },
      "never arrives": { ends: "registration_uncertain", times: 0 },
      "arrives late": { ends: "registration_uncertain", times: 1 },
      "dies before request": { ends: "registration_unresolved", times: 0 },
      "dies after request": { ends: "registration_unresolved", times: 1 },
    },
  },
];
