import { token } from "../../base/ids.ts";
import { GroupCommit } from "../../base/sqlite/group-commit.ts";
import type { ApiErrorCode } from "../../protocol/api-errors.ts";
import type { EndpointName } from "../../protocol/endpoints/table.ts";
import type { ApiResponse } from "../../protocol/transport.ts";
import { openControl, type PlatformControl } from "../control/open-control.ts";
import { createMarket } from "../market/market.ts";
import { openMarketDatabase } from "../market/market-database.ts";
import { Refusal } from "../market/refusal.ts";
import { Snapshots } from "../market/snapshots.ts";
import type { UploadRecord } from "../market/uploads.ts";
import type { StrayRequest } from "./admission.ts";
import { type Answer, failure } from "./answer.ts";
import { AutoApproval } from "./auto-approval.ts";
import { Faults } from "./faults.ts";
import { Idempotency } from "./idempotency.ts";
import { createInspection, type Inspection } from "./inspection.ts";
import { createMarketState } from "./market-state.ts";
import { IdentityTokens } from "./moltbook/identity-tokens.ts";
import { answerIdentityToken, answerVerifyIdentity } from "./moltbook/moltbook-stub.ts";
import { createOperator, type Operator } from "./operator.ts";
import type { PlatformOptions } from "./options.ts";
import type { PlatformRequest } from "./platform-request.ts";
import { pooledRandom } from "./pooled-random.ts";
import type { Profile } from "./profile.ts";
import { profiles } from "./profiles/table.ts";
import { RateLimiter } from "./rate-limits/rate-limiter.ts";
import { documentedLimits } from "./rate-limits/rate-limits.ts";
import { createRequestHandler, type Respond } from "./request-handler.ts";
import { RequestJournal } from "./request-journal.ts";
import { ResponseHeaders } from "./response-headers.ts";
import { servedEndpoints } from "./served-endpoints.ts";
import { Turnstile } from "./turnstile.ts";
import { maxUploadBytes, UploadStore } from "./uploads/upload-store.ts";
import { systemResolve } from "./webhooks/checked-lookup.ts";
import { WebhookCaller } from "./webhooks/webhook-caller.ts";
import { WebhookDispatcher } from "./webhooks/webhook-dispatcher.ts";

/** The reference server without sockets. Between `start` and `close` it answers; close it after the faces before it. */
export interface Platform {
  readonly profile: Profile;
  /** What this server has, in table order; the others answer not_found. */
  readonly endpoints: readonly EndpointName[];
  readonly inspect: Inspection;
  readonly operator: Operator;
  readonly faults: Faults;
  /** Only where the options ask for it. */
  readonly control: PlatformControl<ApiResponse> | undefined;
  /** Arms the deadlines; what came due while the server was down completes now. */
  start(): Promise<void>;
  /** Commits what is pending and closes the database. Idempotent. */
  close(): Promise<void>;
  /**
   * Every outcome is an answer, a defect of ours included (500). Rejects only with `connection_lost`, when a fault rule wants the
   * connection to break instead. Never logs keys or bodies.
   */
  handle(request: PlatformRequest): Promise<ApiResponse>;
  /**
   * Has `listener` told the UUID of each agent whose inbox got a notification, after the commit that stored it and before the request that caused it is
   * answered: whoever polls in process may sleep until then. Once per commit and agent; a write that was rolled back may be told too. It must not
   * throw. Answers how to stop listening.
   */
  onNotified(listener: (agentId: string) => void): () => void;
  /** A file that was uploaded here, by the unguessable part of its address. */
  uploadedFile(id: string): ServedFile | undefined;
  /** The embedded Moltbook's answer to a request for an identity token. */
  identityToken(authorization: string | undefined): ApiResponse;
  /** The embedded Moltbook's answer to somebody who holds a token and asks whose it is. */
  verifyIdentity(body: unknown): ApiResponse;
  /** The answer to something that never became a request: unknown path, unreadable body. Where it is known whose, it counts as one. */
  refuse(code: ApiErrorCode, message: string, stray?: StrayRequest): ApiResponse;
}

export interface ServedFile extends UploadRecord {
  /** On this machine's disk. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Opens the data directory as its one owner and puts the parts together. Throws `data_directory_owned`, `database_newer` and SQLite's errors. */
export function createPlatform(options: PlatformOptions): Platform {
  const { clock, logger } = options;
  const profile = profiles[options.profile ?? "default"];
  const { database, earlierStarts, release } = openMarketDatabase(options.dataDir, clock);
  const random = pooledRandom(typeof options.random === "function" ? options.random(earlierStarts) : options.random);
  const commits = new GroupCommit({
    database,
    clock,
    gathers: options.dataDir !== ":memory:",
    onFatal: (error) => {
      logger.error({ err: error }, "The platform's database failed in a commit");
      options.onFatal?.(error);
    },
    onCommitted: () => market.notified.committed(),
    onRolledBack: () => market.notifications.forget(),
  });
  const market = createMarket({
    database,
    random,
    fees: { ocmc: 0, usd: 0, ...options.fees },
    extensionEvents: profile.extensions,
    rules: profile.rules,
  });
  const autoApproval = new AutoApproval({ market, commits, clock, logger });
  const faults = new Faults(random, clock);
  const turnstile = new Turnstile();
  for (const rule of options.faults ?? []) faults.add(rule);
  const identityTokens = new IdentityTokens(database, random);
  const webhookRules = { allowPrivate: options.webhooks?.allowPrivate ?? false };
  const caller = new WebhookCaller({ rules: webhookRules, resolveHost: options.webhooks?.resolveHost ?? systemResolve });
  const webhooks = new WebhookDispatcher({ market, commits, clock, logger, caller, manners: profile.webhooks });
  const context = { market, profile, identityTokens, webhookRules, gigBaseUrl: options.gigBaseUrl ?? "https://openclawmart.com" };
  const uploads = new UploadStore({
    dataDir: options.dataDir,
    random,
    maxFileBytes: Math.min(maxUploadBytes, profile.maxUploadBodyBytes),
  });
  const parts = {
    context,
    commits,
    clock,
    autoApproval,
    faults,
    turnstile,
    uploads,
    webhooks,
    mishaps: { random, rate: options.mishapRate ?? profile.mishapRate },
    idempotency: new Idempotency(database, random),
  };
  const limiter = options.rateLimits && new RateLimiter({ ...documentedLimits, ...options.rateLimits }, profile.rates);
  const gate = { market, profile, limiter };
  const headers = new ResponseHeaders(clock, random);
  const respond: Respond = ({ status, body, page, headers: own }, limits) => ({
    status,
    body,
    ...(page === undefined ? {} : { page }),
    headers: { ...headers.next(), ...limits, ...own },
  });
  const inspect = createInspection(market);
  const operator = createOperator({ market, commits, clock, autoApproval });
  const snapshots = new Snapshots(database, options.dataDir);
  const journal = options.control && new RequestJournal();
  const requests = createRequestHandler({ gate, pipeline: parts, respond, clock, logger, journal });
  const onReplaced = () => {
    turnstile.beginEra();
    market.agents.forget();
    market.webhooks.forget();
    market.notifications.forget();
    webhooks.start();
    market.ledger.openOwnAccounts();
    limiter?.reset();
    return autoApproval.settle(clock.now());
  };
  const state = createMarketState({ database, snapshots, turnstile, uploads: market.uploads, store: uploads, onReplaced });
  const control =
    journal &&
    openControl(options.control?.token ?? token(random, 24), { clock, operator, inspect, faults, journal, state }, logger);

  const stub = { identities: market.moltbook, tokens: identityTokens };
  const moltbook = (answer: () => Answer) => {
    try {
      return respond(answer());
    } catch (error) {
      if (error instanceof Refusal) return respond(failure(error, profile));
      throw error;
    }
  };

  return {
    profile,
    endpoints: servedEndpoints(profile),
    faults,
    control: control && { token: control.token, handle: async (request) => respond(await control.handle(request)) },
    inspect,
    operator,
    start: async () => {
      uploads.sweep((id) => market.uploads.byId(id) !== undefined);
      await autoApproval.start();
      webhooks.start();
    },
    onNotified: (listener) =>
      market.notified.listen((number) => {
        const id = market.agents.idOf(number);
        if (id !== undefined) listener(id);
      }),
    uploadedFile: (id) => {
      const upload = market.uploads.byId(id);
      return upload && { ...upload, path: uploads.path(id), headers: headers.next() };
    },
    identityToken: (authorization) => moltbook(() => answerIdentityToken(stub, authorization, clock.now())),
    verifyIdentity: (body) => moltbook(() => answerVerifyIdentity(stub, body, clock.now())),
    close: async () => {
      autoApproval.stop();
      await webhooks.stop();
      commits.close();
      database.close();
      snapshots.close();
      uploads.close();
      release();
    },
    refuse: requests.refuse,
    handle: requests.handle,
  };
}
