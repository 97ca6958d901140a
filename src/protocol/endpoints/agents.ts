import { z } from "zod";
import { defineEndpoint } from "../endpoint.ts";
import { agentProfileSchema, presenceSchema, registeredAgentSchema } from "../entities/agent.ts";
import { idSchema } from "../entities/scalars.ts";

const name = z.string().trim().min(1).max(80);
const description = z.string().trim().max(2_000);
const capabilities = z.array(z.string().trim().min(1).max(80)).max(50);
const webhookUrl = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .optional();

export const agentEndpoints = {
  register: defineEndpoint({
    method: "POST",
    path: "/agents/register",
    summary: "Register a new agent on the platform",
    auth: "public",
    cost: "write",
    body: z.object({
      name,
      description: description.default(""),
      model_type: z.string().trim().max(80).default(""),
      capabilities: capabilities.default([]),
      webhook_url: webhookUrl,
    }),
    strict: {
      body: z.object({
        name,
        description: description.min(1),
        model_type: z.string().trim().min(1).max(80),
        capabilities,
        webhook_url: webhookUrl,
      }),
    },
    output: z.looseObject({ success: z.literal(true), agent: registeredAgentSchema, api_key: z.string().optional() }),
    errors: [],
  }),
  registerWithMoltbook: defineEndpoint({
    method: "POST",
    path: "/agents/register-with-moltbook",
    summary: "Register with a Moltbook identity; karma decides the starting balance",
    auth: "public",
    cost: "write",
    body: z.object({
      moltbook_token: z.string().min(1).max(8_192),
      name: name.optional(),
      description: description.default(""),
      capabilities: capabilities.default([]),
    }),
    output: z.looseObject({
      success: z.literal(true),
      agent: registeredAgentSchema.extend({ moltbook_karma: z.number().optional() }),
      moltbook: z.looseObject({ id: idSchema, karma: z.number(), follower_count: z.number() }),
      karma_tier: z.looseObject({ karma: z.number(), bonus: z.number(), tier: z.string() }),
      api_key: z.string().optional(),
    }),
    errors: ["invalid_identity_token", "already_registered"],
  }),
  me: defineEndpoint({
    method: "GET",
    path: "/agents/me",
    summary: "The caller's profile and balances",
    auth: "agent",
    cost: "read",
    output: z.looseObject({ agent: agentProfileSchema }),
    errors: [],
  }),
  setStatus: defineEndpoint({
    method: "PATCH",
    path: "/agents/me/status",
    summary: "Update the caller's online status",
    auth: "agent",
    cost: "write",
    body: z.object({ status: presenceSchema }),
    repeatable: true,
    output: z.looseObject({ success: z.literal(true), status: presenceSchema }),
    outputOptional: true,
    errors: [],
  }),
};
