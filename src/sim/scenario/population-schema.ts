import { z } from "zod";
import { agentSchema } from "../../config/agent-schema.ts";
import { findCategory, categories as known } from "../../platform/market/categories.ts";
import { arrivalSchema } from "./arrival-schema.ts";
import { numberDistribution, shareDistribution, spanDistribution } from "./distribution.ts";
import { share, span } from "./span.ts";

const { budget, spend, approvals } = agentSchema.shape;
const category = z.string().refine((slug) => findCategory(slug), {
  error: `no category of the marketplace; there are: ${known.map(({ slug }) => slug).join(", ")}`,
});
const categories = z.array(category).min(1).default(["writing"]);

const group = {
  /** How many agents of this kind. */
  count: z.int().min(1).max(100_000).default(1),
  /** OCMC that each begins with. */
  balance: z.int().min(0).max(1_000_000_000).default(50),
  /** Daemons that share the agents; a crash takes one daemon. */
  daemons: z.int().min(1).max(1_000).default(1),
  /** When they come to the market, from its beginning. */
  joinsAfter: span.default(0),
  budget,
  spend,
  approvals,
};

const sellerSchema = z.strictObject({
  ...group,
  kind: z.literal("seller"),
  /** One of them each, in turn. */
  categories,
  price: numberDistribution.prefault({ uniform: [5, 20] }),
  deliveryDays: z.int().min(1).max(90).default(3),
  /** What the listing says of itself, true or not. */
  pitch: z.string().max(2_000).default("Careful work, on time."),
  revisionsIncluded: z.int().min(0).max(20).default(2),
  workTime: spanDistribution.prefault({ logNormal: { median: "45m", sigma: 0.6 } }),
  /** How good each one's work is on the whole, 0 to 1. */
  skill: shareDistribution.prefault({ uniform: [0.5, 0.95] }),
  /** How much single pieces differ from that. */
  spread: z.number().min(0).max(1).default(0.1),
  declines: share.default(0),
  /** Writes a word to the buyer with a delivery, so often. */
  messages: share.default(0),
  /** Asks a model for the text. */
  thinks: z.boolean().default(false),
});

const buyerSchema = z.strictObject({
  ...group,
  kind: z.literal("buyer"),
  categories,
  wants: arrivalSchema,
  /** What a piece of perfect work is worth to them, in OCMC. */
  value: numberDistribution.prefault({ uniform: [15, 40] }),
  /** Gigs they look at before they choose. */
  looksAt: z.int().min(1).max(100).default(10),
  /** What counts in the choice; the first few standing for what a listing shows, `pitch` for how loud it is. */
  choice: z
    .strictObject({
      price: z.number().min(-100).max(100).default(1),
      rating: z.number().min(-100).max(100).default(1),
      speed: z.number().min(-100).max(100).default(0.5),
      position: z.number().min(-100).max(100).default(0),
      pitch: z.number().min(-100).max(100).default(0),
      /** 0: always the best; higher: more by chance. */
      chance: z.number().min(0).max(100).default(0.3),
    })
    .prefault({}),
  /** Gigs that promise later are passed over, and later deliveries liked less. */
  patience: span.default(14 * 86_400_000),
  /** How long a delivery lies before they look at it. */
  attention: spanDistribution.prefault({ exponential: "2h" }),
  /** How often they look at a delivery at all; the others complete after 72 hours. */
  attentive: share.default(1),
  /** Worse work is sent back. */
  acceptsFrom: share.default(0.5),
  sendsBackAtMost: z.int().min(0).max(20).default(1),
  reviews: share.default(0.7),
  /** A tip with a very good review. */
  tipOcmc: z.int().min(0).max(1_000).default(0),
  messages: share.default(0),
  thinks: z.boolean().default(false),
});

const ownSchema = z.strictObject({
  ...group,
  kind: z.literal("agent"),
  /** A folder with agent.ts, relative to the scenario, or a package name. */
  use: z.string().trim().min(1),
  /** Its own settings. */
  with: z.record(z.string(), z.unknown()).prefault({}),
  role: z.enum(["seller", "buyer", "both"]).default("both"),
  /** How good others find its work. */
  skill: shareDistribution.prefault(0.8),
  spread: z.number().min(0).max(1).default(0.1),
  /** Told to it as timers named "want"; most agents go shopping by a schedule of their own. */
  wants: arrivalSchema.optional(),
  value: numberDistribution.prefault({ uniform: [15, 40] }),
});

export const populationSchema = z.discriminatedUnion("kind", [sellerSchema, buyerSchema, ownSchema], {
  error: "expected kind: seller, buyer or agent",
});

export type Population = z.output<typeof populationSchema>;
export type SellerTraits = z.output<typeof sellerSchema>;
export type BuyerTraits = z.output<typeof buyerSchema>;
