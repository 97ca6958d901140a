import { z } from "zod";

/** An identity on the platform. The key was shown once: this is the only copy. */
const registeredSchema = z.object({
  state: z.literal("registered"),
  agentId: z.string(),
  slug: z.string(),
  apiKey: z.string(),
  /** Shown to the operator until claimed. */
  claimCode: z.string().optional(),
  claimed: z.boolean().default(false),
  /** ISO 8601. */
  registeredAt: z.string(),
});

/** A registration whose answer was not stored (yet): it may have happened. */
const registeringSchema = z.object({
  state: z.literal("registering"),
  /** ISO 8601: when the request was about to be sent. */
  since: z.string(),
});

export const credentialSchema = z.discriminatedUnion("state", [registeredSchema, registeringSchema]);
export type RegisteredCredential = z.output<typeof registeredSchema>;
export type Credential = z.output<typeof credentialSchema>;

/** One entry per base URL and agent name. A list, since a name such as `__proto__` is no safe key of an object. */
export const credentialsSchema = z.object({
  version: z.literal(1),
  agents: z.array(z.object({ baseUrl: z.string(), agent: z.string(), credential: credentialSchema })),
});
export type StoredCredentials = z.output<typeof credentialsSchema>;
