import { z } from "zod";
import { agentSchema } from "./agent-schema.ts";
import { alertKinds } from "./alert-kind.ts";
import { count, durationMs, httpUrl, money, secretText } from "./scalars.ts";

const platformSchema = z.strictObject({
  baseUrl: httpUrl
    .prefault("https://openclawmart.vercel.app/api")
    .describe("The marketplace's API; a data directory belongs to one."),
  rateLimit: z
    .strictObject({
      readsPerMinute: count(1_000_000).default(60).describe("What the client may spend; lowered by what answers say."),
      writesPerMinute: count(1_000_000).default(20).describe("The same for POST and PATCH."),
      scope: z
        .enum(["key", "process"])
        .default("key")
        .describe("Whose budget it is; `process` where a fleet shares one address."),
    })
    .prefault({}),
  uploadHosts: z
    .array(z.string().trim().min(1).max(253))
    .default(["*.supabase.co"])
    .describe("Hosts besides baseUrl's from which files may be fetched; keys are never sent there."),
});

const watchdogSchema = z
  .strictObject({
    warnAfterMs: durationMs(20)
      .default(1_000)
      .describe("The event loop may be blocked for so long before the log names the runs that were executing."),
    killAfterMs: durationMs(0).default(30_000).describe("And for so long before the process is ended; 0 = never."),
  })
  .refine(({ warnAfterMs, killAfterMs }) => killAfterMs === 0 || killAfterMs > warnAfterMs, {
    error: "expected more than warnAfterMs, or 0 for never",
    path: ["killAfterMs"],
  });

const daemonSchema = z.strictObject({
  pollIntervalMs: durationMs().default(30_000).describe("Between two looks at an agent's notifications while nothing happens."),
  busyPollIntervalMs: durationMs().default(3_000).describe("And for a minute after anything new."),
  concurrency: count(10_000).default(16).describe("Handlers that run at the same time, all agents together."),
  reconcileIntervalMs: durationMs().default(600_000).describe("Between two comparisons of all open orders with what we know."),
  drainTimeoutMs: durationMs(0)
    .default(30_000)
    .describe("How long a stop waits for handlers; the rest goes on at the next start."),
  handlerTimeoutMs: durationMs()
    .default(900_000)
    .describe("What a handler may take, without its calls to the platform, before it is cut off and tried again."),
  watchdog: watchdogSchema.prefault({}),
  lateAfterMs: durationMs()
    .default(259_200_000)
    .describe("An order that is open for longer is late, where the gig's delivery days are not known."),
  keepDoneDays: count(36_500)
    .default(30)
    .describe("Days after its end that an order's work is kept in the data directory. Figures and identities stay for ever."),
});

const llmSchema = z.strictObject({
  baseUrl: httpUrl.prefault("https://api.openai.com/v1").describe("Any OpenAI-compatible endpoint."),
  apiKey: secretText.optional().describe("Absent for endpoints that need none."),
  models: z.array(z.string().trim().min(1)).min(1).describe("The first is the default, the rest are fallbacks."),
  prices: z
    .record(
      z.string(),
      z.strictObject({
        inputUsdPerMTok: money.describe("USD per million tokens that are sent."),
        outputUsdPerMTok: money.describe("USD per million tokens that come back."),
      }),
    )
    .prefault({})
    .describe("One for every model: a cost that is not known cannot be limited."),
  budget: z
    .strictObject({
      usdPerDay: money
        .optional()
        .describe("What all agents of this file together may cost per UTC day, in USD; absent is no limit but their own."),
    })
    .prefault({}),
});

const notifySchema = z
  .strictObject({
    command: z
      .string()
      .trim()
      .min(1)
      .optional()
      .describe(
        "For the shell, in the folder of this file; gets the alert as JSON on stdin, and its kind as UPCLAWS_ALERT_KIND.",
      ),
    url: httpUrl.optional().describe("Gets the alert as JSON by POST; in place of a command."),
    on: z
      .array(z.enum(alertKinds))
      .min(1)
      .default([...alertKinds])
      .describe("Which alerts."),
  })
  .refine((notify) => (notify.command === undefined) !== (notify.url === undefined), { error: "expected either command or url" });

const httpSchema = z
  .strictObject({
    host: z.string().trim().min(1).max(253).default("127.0.0.1").describe("Where health, metrics and webhooks are answered."),
    port: count(65_535, 0).default(4102).describe("0 = any free one."),
    webhooks: z.boolean().default(false).describe("Receive the platform's webhooks; needs publicUrl."),
    publicUrl: httpUrl.optional().describe("The address under which the platform reaches this server."),
  })
  .refine((http) => !http.webhooks || http.publicUrl !== undefined, {
    error: "webhooks need the address under which the platform reaches this server",
    path: ["publicUrl"],
  });

const moltbookSchema = z.strictObject({
  baseUrl: httpUrl
    .prefault("https://www.moltbook.com")
    .describe("With www: without it a redirect would drop the key (PLATFORM row 34)."),
  apiKey: secretText.optional().describe("The agent's own key there, for `upclaws register --moltbook`."),
});

const sharedShape = {
  platform: platformSchema.prefault({}),
  dataDir: z
    .string()
    .trim()
    .min(1)
    .default(".upclaws")
    .describe("Everything that is kept; one daemon at a time. Holds the keys, too."),
  daemon: daemonSchema.prefault({}),
  moltbook: moltbookSchema.prefault({}),
  /** Absent: no agent here calls a model. */
  llm: llmSchema.optional(),
  /** Absent: nobody is told. */
  notify: notifySchema.optional(),
  /** Absent: the daemon listens nowhere. */
  http: httpSchema.optional(),
  logLevel: z
    .enum(["debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("For stderr and the log in the data directory."),
};

/** Everything but the inside of `agents`, whose entries are judged one by one. */
export const rootSchema = z.strictObject({ ...sharedShape, agents: z.array(z.unknown()).min(1) });

/** The whole file, as editors check it. */
export const fileSchema = z.strictObject({
  ...sharedShape,
  agents: z.array(agentSchema).min(1).describe("One entry for each agent; the same code may run under several names."),
});
export type SharedConfig = Omit<z.output<typeof rootSchema>, "agents">;
