import { z } from "zod";
import type { Json } from "../../base/json.ts";
import { endpointQuirksSchema } from "./endpoint-quirks.ts";
import { patternSchema } from "./pattern.ts";
import { placeholdersIn, standingPlaceholders } from "./template.ts";
import { wireOdditiesSchema } from "./wire-oddities.ts";

const count = z.number().int().min(1);
const presence = (what: string) =>
  z.union([z.boolean(), z.string().min(1)], { error: `expected true, false or the name of a ${what}` });

/** All conditions given must hold; a rule without any always matches. */
const whenSchema = z.strictObject({
  /** On the last user message. */
  user: patternSchema.optional(),
  /** On all system messages together. */
  system: patternSchema.optional(),
  /** On all messages together. */
  any: patternSchema.optional(),
  /** The model asked for, exactly. */
  model: z.string().min(1).optional(),
  /** Whether tools are offered, or the name of one that is. */
  tools: presence("tool").optional(),
  /** Whether a JSON schema is asked for, or its name. */
  schema: presence("schema").optional(),
  /** Who wrote the last message; `tool` after a tool call. */
  last: z.enum(["user", "assistant", "tool", "system"]).optional(),
  /** The nth call of all, from 1. */
  call: count.optional(),
  /** The nth time that the other conditions hold, from 1. */
  hit: count.optional(),
});

const kinds = ["text", "json", "generate", "toolCalls", "error"] as const;

/** Exactly one of text, json, generate, toolCalls and error; text may stand beside toolCalls. Texts may hold `{{placeholders}}`. */
const replySchema = z
  .strictObject({
    text: z.string().optional(),
    json: z.json().optional(),
    /** A value that fits the schema asked for, with these properties given; prose when no schema is asked for. */
    generate: z.record(z.string(), z.json()).optional(),
    toolCalls: z
      .array(z.strictObject({ name: z.string().min(1), arguments: z.union([z.string(), z.record(z.string(), z.json())]) }))
      .min(1)
      .optional(),
    error: z
      .strictObject({
        status: z.number().int().min(400).max(599),
        code: z.string().optional(),
        message: z.string().default("Scripted failure"),
        retryAfterMs: z.number().int().min(0).optional(),
      })
      .optional(),
    refusal: z.string().optional(),
    finishReason: z.enum(["stop", "length", "tool_calls", "content_filter"]).optional(),
    /** Instead of the honest count; `none` leaves usage out of the reply. */
    usage: z
      .union([z.literal("none"), z.strictObject({ inputTokens: z.number().int(), outputTokens: z.number().int() })], {
        error: "expected none or { inputTokens, outputTokens }",
      })
      .optional(),
    /** Wraps the text or JSON in a Markdown code fence, with a sentence before it. */
    fence: z.boolean().default(false),
    /** What is odd about the answer that carries it. */
    wire: wireOdditiesSchema.default({}),
    /** Waits on the clock before it answers. */
    delayMs: z.number().int().min(0).default(0),
  })
  .superRefine((reply, context) => {
    const given = kinds.filter((kind) => reply[kind] !== undefined && !(kind === "text" && reply.toolCalls));
    if (given.length === 1 || (given.length === 0 && reply.refusal !== undefined)) return;
    context.addIssue({
      code: "custom",
      message: `expected exactly one of ${kinds.join(", ")}, received ${given.join(" and ") || "none"}`,
    });
  });

const ruleSchema = z
  .strictObject({
    /** For logs and for the list of unused rules; `rule <n>` when absent. */
    name: z.string().min(1).optional(),
    when: whenSchema.default({}),
    reply: replySchema,
    /** Answers at most so many requests. */
    times: count.optional(),
  })
  .superRefine(({ when, reply }, context) => {
    const patterns = [when.user, when.system, when.any].flatMap((pattern) => pattern?.groupNames ?? []);
    const known = [...standingPlaceholders, ...patterns];
    for (const name of placeholdersIn(reply as Json)) {
      if (known.includes(name)) continue;
      context.addIssue({
        code: "custom",
        path: ["reply"],
        message: `unknown placeholder {{${name}}}; known here: ${known.join(", ")}`,
      });
    }
  });

/** What a scripted model says, and when: the first rule that matches answers, else `default`. */
export const scriptSchema = z.strictObject({
  /** Names listed by GET /v1/models; any model name is answered. */
  models: z.array(z.string().min(1)).min(1).default(["scripted"]),
  rules: z.array(ruleSchema).default([]),
  /** How the endpoint differs from OpenAI's. */
  endpoint: endpointQuirksSchema.prefault({}),
  /** `{ generate: {} }` when absent; nothing in strict mode. */
  default: replySchema.optional(),
});

/** As written: in YAML or as an object literal. */
export type ScriptSource = z.input<typeof scriptSchema>;
/** Validated and compiled. */
export type Script = z.output<typeof scriptSchema>;
export type ScriptRule = Script["rules"][number];
export type ScriptReply = ScriptRule["reply"];
