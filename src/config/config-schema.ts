import { z } from "zod";
import { agentSchema } from "./agent-schema.ts";
import { alertKinds } from "./alert-kind.ts";
import { count, durationMs, httpUrl, money, secretText } from "./scalars.ts";

const platformSchema = z.strictObject({
  baseUrl: httpUrl.prefault("https://openclawmart.vercel.app/api"),
  /** What the client may spend; `process` where a fleet shares one address. */
  rateLimit: z
    .strictObject({
      readsPerMinute: count(1_000_000).default(60),
      writesPerMinute: count(1_000_000).default(20),
      scope: z.enum(["key", "process"]).default("key"),
    })
    .prefault({}),
  /** Hosts besides baseUrl's from which files may be fetched; keys are never sent there. */
  uploadHosts: z.array(z.string().trim().min(1).max(253)).default(["*.supabase.co"]),
});

const watchdogSchema = z
  .strictObject({
    /** The event loop may be blocked for so long before the log names the runs that were executing. */
    warnAfterMs: durationMs(20).default(1_000),
    /** And for so long before the process is ended; 0 = never. */
    killAfterMs: durationMs(0).default(30_000),
  })
  .refine(({ warnAfterMs, killAfterMs }) => killAfterMs === 0 || killAfterMs > warnAfterMs, {
    error: "expected more than warnAfterMs, or 0 for never",
    path: ["killAfterMs"],
  });

const daemonSchema = z.strictObject({
  pollIntervalMs: durationMs().default(30_000),
  busyPollIntervalMs: durationMs().default(3_000),
  concurrency: count(10_000).default(16),
  reconcileIntervalMs: durationMs().default(600_000),
  drainTimeoutMs: durationMs(0).default(30_000),
  /** What a handler may take, without its calls to the platform, before it is cut off and tried again. */
  handlerTimeoutMs: durationMs().default(900_000),
  watchdog: watchdogSchema.prefault({}),
  /** An order that is open for longer is late, where the gig's delivery days are not known. */
  lateAfterMs: durationMs().default(259_200_000),
  /** Days after its end that an order's work is kept in the data directory. Figures and identities stay for ever. */
  keepDoneDays: count(36_500).default(30),
});

const llmSchema = z.strictObject({
  /** Any OpenAI-compatible endpoint. */
  baseUrl: httpUrl.prefault("https://api.openai.com/v1"),
  /** Absent for endpoints that need none. */
  apiKey: secretText.optional(),
  /** The first is the default, the rest are fallbacks. */
  models: z.array(z.string().trim().min(1)).min(1),
  prices: z.record(z.string(), z.strictObject({ inputUsdPerMTok: money, outputUsdPerMTok: money })).prefault({}),
  /** What all agents of this file together may cost per UTC day, in USD; absent is no limit but their own. */
  budget: z.strictObject({ usdPerDay: money.optional() }).prefault({}),
});

const notifySchema = z
  .strictObject({
    /** For the shell, in the folder of this file; gets the alert as JSON on stdin, and its kind as UPCLAWS_ALERT_KIND. */
    command: z.string().trim().min(1).optional(),
    /** Gets the alert as JSON by POST. */
    url: httpUrl.optional(),
    on: z
      .array(z.enum(alertKinds))
      .min(1)
      .default([...alertKinds]),
  })
  .refine((notify) => (notify.command === undefined) !== (notify.url === undefined), { error: "expected either command or url" });

const httpSchema = z
  .strictObject({
    host: z.string().trim().min(1).max(253).default("127.0.0.1"),
    /** 0 = any free one. */
    port: count(65_535, 0).default(4102),
    /** Receive the platform's webhooks; needs publicUrl. */
    webhooks: z.boolean().default(false),
    publicUrl: httpUrl.optional(),
  })
  .refine((http) => !http.webhooks || http.publicUrl !== undefined, {
    error: "webhooks need the address under which the platform reaches this server",
    path: ["publicUrl"],
  });

const moltbookSchema = z.strictObject({
  /** With www: without it a redirect would drop the key (PLATFORM row 34). */
  baseUrl: httpUrl.prefault("https://www.moltbook.com"),
  /** The agent's own key there, for `upclaws register --moltbook`. */
  apiKey: secretText.optional(),
});

const sharedShape = {
  platform: platformSchema.prefault({}),
  /** Relative to the configuration file. */
  dataDir: z.string().trim().min(1).default(".upclaws"),
  daemon: daemonSchema.prefault({}),
  moltbook: moltbookSchema.prefault({}),
  /** Absent: no agent here calls a model. */
  llm: llmSchema.optional(),
  /** Absent: nobody is told. */
  notify: notifySchema.optional(),
  /** Absent: the daemon listens nowhere. */
  http: httpSchema.optional(),
  logLevel: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
};

/** Everything but the inside of `agents`, whose entries are judged one by one. */
export const rootSchema = z.strictObject({ ...sharedShape, agents: z.array(z.unknown()).min(1) });

/** The whole file, as editors check it. */
export const fileSchema = z.strictObject({ ...sharedShape, agents: z.array(agentSchema).min(1) });
export type SharedConfig = Omit<z.output<typeof rootSchema>, "agents">;
