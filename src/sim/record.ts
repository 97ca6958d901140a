import { z } from "zod";

// One schema for the type and for what `simulate compare` reads back from a file. Times are epoch ms of the virtual clock unless they say
// otherwise; amounts are OCMC.
const count = z.int().nonnegative();
const timeMs = z.number();
const share = z.number().min(0).max(1);

const roles = ["seller", "buyer", "both"] as const;

const agentRecordSchema = z
  .object({
    id: z.string(),
    /** As the market shows it; text of strangers. */
    name: z.string(),
    /** Which population of the scenario it belongs to. */
    population: z.string(),
    role: z.enum(roles),
    /** The balance when the run began and when it ended; what is in escrow belongs to nobody. */
    startOcmc: z.number(),
    endOcmc: z.number(),
    /** As a seller, on the market's own scale of 1 to 5; 0 while nobody has rated. */
    ratingAvg: z.number(),
    ratingCount: count,
    /**
     * Requests sent: how many of them read, wrote, were refused with 429, and failed otherwise (no answer, or a 5xx). `leftOut`: polls besides that a
     * daemon on its own would have made, and that would have found nothing; 0 in files of older versions, which counted them as reads.
     */
    api: z.object({ reads: count, writes: count, limited: count, failed: count, leftOut: count.default(0) }).readonly(),
    model: z.object({ calls: count, inputTokens: count, outputTokens: count, costUsd: z.number().nonnegative() }).readonly(),
  })
  .readonly();

const orderRecordSchema = z
  .object({
    number: z.string(),
    gigId: z.string(),
    gigTitle: z.string(),
    buyerId: z.string(),
    sellerId: z.string(),
    priceOcmc: z.number().nonnegative(),
    /** A status of the order lifecycle, as it was when the run ended. */
    status: z.string(),
    /** How often the buyer sent it back. */
    revisions: count,
    /** Completed by the market, since the buyer let the deadline pass. */
    autoApproved: z.boolean(),
    createdMs: timeMs,
    /** Null for what never happened. */
    startedMs: timeMs.nullable(),
    firstDeliveredMs: timeMs.nullable(),
    lastDeliveredMs: timeMs.nullable(),
    /** When it was completed or cancelled. */
    endedMs: timeMs.nullable(),
    /** The buyer's review, 1 to 5. */
    rating: z.number().nullable(),
    tipOcmc: z.number().nonnegative(),
    /** What the work is worth to the buyer, and how good it is; null where the population's model does not know. */
    valueOcmc: z.number().nullable(),
    quality: share.nullable(),
  })
  .readonly();

const sampleSchema = z
  .object({
    atMs: timeMs,
    /** Orders by status; a parked revision counts as in progress. */
    open: z.object({ pending: count, in_progress: count, delivered: count, disputed: count }).readonly(),
    /** Runs of all daemons that wait for their turn. */
    queuedRuns: count,
    /** Write budget used since the sample before, over all agents that wrote. */
    writeUse: share,
  })
  .readonly();

/** Everything a run of a scenario leaves behind; metrics, reports and comparisons are made of it and of nothing else. JSON. */
export const simulationRecordSchema = z
  .object({
    format: z.literal(1),
    /** `source`: the scenario's text, as it was run. `profile`: the market's. */
    scenario: z.object({ name: z.string(), description: z.string(), source: z.string(), profile: z.string() }).readonly(),
    seed: z.int(),
    /** Of the package, and of Node. */
    version: z.string(),
    node: z.string(),
    startMs: timeMs,
    endMs: timeMs,
    /** SHA-256 (hex) over the event log's lines, and how many there are. */
    eventLog: z.object({ hash: z.string(), count }).readonly(),
    /** False with a real model or anything else that cannot be repeated. */
    reproducible: z.boolean(),
    agents: z.array(agentRecordSchema).readonly(),
    /** In the order in which they were placed. */
    orders: z.array(orderRecordSchema).readonly(),
    /** Taken at even intervals of virtual time, first at startMs. */
    samples: z.array(sampleSchema).readonly(),
    crashes: z.array(z.object({ atMs: timeMs, daemon: z.string(), where: z.string() }).readonly()).readonly(),
    violations: z.array(z.object({ atMs: timeMs, invariant: z.string(), what: z.string() }).readonly()).readonly(),
    /** Real time and memory: never part of what is compared bit for bit. */
    cost: z.object({ wallMs: z.number().nonnegative(), peakRssBytes: count }).readonly(),
  })
  .readonly();

export type SimulationRecord = z.infer<typeof simulationRecordSchema>;
export type AgentRecord = z.infer<typeof agentRecordSchema>;
export type OrderRecord = z.infer<typeof orderRecordSchema>;
export type Sample = z.infer<typeof sampleSchema>;
