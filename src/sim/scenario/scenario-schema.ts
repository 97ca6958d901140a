import { z } from "zod";
import { crashPointNames } from "../../engine/crash-point.ts";
import { type ProfileName, profiles } from "../../platform/service/profiles/table.ts";
import { type EndpointName, endpoints } from "../../protocol/endpoints/table.ts";
import { numberDistribution } from "./distribution.ts";
import { populationSchema } from "./population-schema.ts";
import { interval, share, span } from "./span.ts";

const names = <Name extends string>(table: Readonly<Record<Name, unknown>>) => z.enum(Object.keys(table) as [Name, ...Name[]]);

const period = {
  /** From the beginning of the market. */
  from: span.default(0),
  /** Absent: to its end; for crashes, for as long as wants arise. */
  until: span.optional(),
  /** Only of this population. */
  population: z.string().optional(),
};

const faultSchema = z.strictObject({
  ...period,
  /** dropBefore: nothing is done and no answer comes; dropAfter: it is done and no answer comes; unavailable: 503; slow: `delay` later. */
  effect: z.enum(["dropBefore", "dropAfter", "unavailable", "slow"]),
  /** Of the calls. */
  share,
  endpoint: names<EndpointName>(endpoints).optional(),
  delay: span.default(5_000),
});

/** Moments at which a daemon can be made to die, as crashes are recorded with them too. */
const moments = ["before_request", "after_answer", ...crashPointNames] as const;

const crashSchema = z.strictObject({
  ...period,
  /** Between two crashes of one daemon, on average. */
  every: interval,
  /** anywhere: at any moment; await: between two steps of a run or a request under way; or where that next happens. */
  where: z.enum(["anywhere", "await", ...moments]).default("await"),
  /** How long a daemon is away. */
  restartAfter: span.default(20_000),
});

const disputeSchema = z.strictObject({
  /** Of the orders that are delivered, or of those that are started: these may be disputed while the seller still works. */
  of: z.enum(["delivered", "started"]).default("delivered"),
  share,
  /** After the delivery or the start; an order that has ended by then is not disputed. */
  after: span.default(3_600_000),
  /** How long it takes to decide; nobody is paid meanwhile, and the 72 hours stop. */
  lasts: span.default(2 * 86_400_000),
  /** How often the buyer gets the money back; else the seller is paid. */
  refunds: share.default(0.5),
});

/** A scenario as its file says it, with everything that it leaves out. */
export const scenarioSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    description: z.string().default(""),
    /** Unless the command line says otherwise. */
    seed: z.int().min(0).default(1),
    /** For so long wants arise. */
    duration: span,
    /** For so long the market goes on afterwards, so that orders can end. */
    after: span.default(4 * 86_400_000),
    profile: names<ProfileName>(profiles).default("default"),
    /** Does the marketplace enforce the document's limits? */
    rateLimits: z.boolean().default(true),
    /** The marketplace's share of payouts, in percent. */
    feePercent: z.number().min(0).max(100).default(0),
    daemon: z
      .strictObject({
        pollInterval: interval.default(30_000),
        busyPollInterval: interval.default(3_000),
        reconcileInterval: interval.default(600_000),
        concurrency: z.int().min(1).max(10_000).default(16),
        /** How long after its end an order's work is kept. A month of a thousand agents takes half the memory with a few days. */
        keepDone: span.default(30 * 86_400_000),
      })
      .prefault({}),
    /** How long the scripted model takes, in milliseconds, and what it says. */
    model: z.strictObject({ delayMs: numberDistribution.prefault(0) }).prefault({}),
    populations: z.record(z.string().regex(/^[A-Za-z][\w-]{0,39}$/, "letters, digits, - and _, 40 at most"), populationSchema),
    faults: z.array(faultSchema).default([]),
    crashes: z.array(crashSchema).default([]),
    disputes: z.array(disputeSchema).default([]),
    /** How often the market is looked at for the report. */
    samples: z.int().min(2).max(10_000).default(200),
  })
  .superRefine(({ populations, faults, crashes }, context) => {
    if (Object.keys(populations).length === 0)
      context.addIssue({ code: "custom", path: ["populations"], message: "nobody takes part" });
    for (const [list, entries] of Object.entries({ faults, crashes })) {
      for (const [index, { population }] of entries.entries()) {
        if (population === undefined || Object.hasOwn(populations, population)) continue;
        const message = `no population of that name; there are: ${Object.keys(populations).join(", ")}`;
        context.addIssue({ code: "custom", path: [list, index, "population"], message });
      }
      for (const [index, { from, until }] of entries.entries()) {
        if (until !== undefined && until <= from)
          context.addIssue({ code: "custom", path: [list, index, "until"], message: "expected a time after `from`" });
      }
    }
  });

export type ScenarioContents = z.output<typeof scenarioSchema>;
export type Crash = z.output<typeof crashSchema>;
export type Dispute = z.output<typeof disputeSchema>;
export type Fault = z.output<typeof faultSchema>;
