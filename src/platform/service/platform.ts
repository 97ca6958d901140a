import { errorCode } from "../../base/errors.ts";
import { GroupCommit } from "../../base/sqlite/group-commit.ts";
import type { ApiErrorCode } from "../../protocol/api-errors.ts";
import type { EndpointName } from "../../protocol/endpoints/table.ts";
import type { ApiResponse } from "../../protocol/transport.ts";
import { createMarket } from "../market/market.ts";
import { openMarketDatabase } from "../market/market-database.ts";
import { Refusal } from "../market/refusal.ts";
import type { UploadRecord } from "../market/uploads.ts";
import { admit, admitStray, type StrayRequest } from "./admission.ts";
import { type Answer, failure, internalFailure } from "./answer.ts";
import { AutoApproval } from "./auto-approval.ts";
import { carryOut } from "./call-pipeline.ts";
import { Faults } from "./faults.ts";
import { Idempotency } from "./idempotency.ts";
import { createInspection, type Inspection } from "./inspection.ts";
import { createOperator, type Operator } from "./operator.ts";
import type { PlatformOptions } from "./options.ts";
import type { PlatformRequest } from "./platform-request.ts";
import { pooledRandom } from "./pooled-random.ts";
import type { Profile } from "./profile.ts";
import { profiles } from "./profiles/table.ts";
import { RateLimiter } from "./rate-limits/rate-limiter.ts";
import { documentedLimits } from "./rate-limits/rate-limits.ts";
import { ResponseHeaders } from "./response-headers.ts";
import { servedEndpoints } from "./served-endpoints.ts";
import { maxUploadBytes, UploadStore } from "./uploads/upload-store.ts";

/** The reference server without sockets. Between `start` and `close` it answers; close it after the faces before it. */
export interface Platform {
  readonly profile: Profile;
  /** What this server has, in table order; the others answer not_found. */
  readonly endpoints: readonly EndpointName[];
  readonly inspect: Inspection;
  readonly operator: Operator;
  readonly faults: Faults;
  /** Arms the deadlines; what came due while the server was down completes now. */
  start(): Promise<void>;
  /** Commits what is pending and closes the database. Idempotent. */
  close(): Promise<void>;
  /**
   * Every outcome is an answer, a defect of ours included (500). Rejects only with `connection_lost`, when a fault rule wants the
   * connection to break instead. Never logs keys or bodies.
   */
  handle(request: PlatformRequest): Promise<ApiResponse>;
  /** A file that was uploaded here, by the unguessable part of its address. */
  uploadedFile(id: string): ServedFile | undefined;
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
  const random = pooledRandom(options.random);
  const profile = profiles[options.profile ?? "default"];
  const { database, release } = openMarketDatabase(options.dataDir, clock);
  const commits = new GroupCommit({
    database,
    clock,
    onFatal: (error) => {
      logger.error({ err: error }, "The platform's database failed in a commit");
      options.onFatal?.(error);
    },
  });
  const market = createMarket({
    database,
    random,
    fees: { ocmc: 0, usd: 0, ...options.fees },
    extensionEvents: profile.extensions,
  });
  const autoApproval = new AutoApproval({ market, commits, clock, logger });
  const faults = new Faults(random, clock);
  for (const rule of options.faults ?? []) faults.add(rule);
  const context = { market, profile, gigBaseUrl: options.gigBaseUrl ?? "https://openclawmart.com" };
  const uploads = new UploadStore({
    dataDir: options.dataDir,
    random,
    maxFileBytes: Math.min(maxUploadBytes, profile.maxUploadBodyBytes),
  });
  const parts = { context, commits, clock, autoApproval, faults, uploads, idempotency: new Idempotency(database, random) };
  const limiter = options.rateLimits && new RateLimiter({ ...documentedLimits, ...options.rateLimits }, profile.rates);
  const gate = { market, profile, limiter };
  const headers = new ResponseHeaders(clock, random);
  const respond = ({ status, body, headers: own }: Answer, limits: Answer["headers"] = {}): ApiResponse => ({
    status,
    body,
    headers: { ...headers.next(), ...limits, ...own },
  });

  return {
    profile,
    endpoints: servedEndpoints(profile),
    faults,
    inspect: createInspection(market),
    operator: createOperator(market, commits, clock),
    start: () => {
      uploads.sweep((id) => market.uploads.byId(id) !== undefined);
      return autoApproval.start();
    },
    uploadedFile: (id) => {
      const upload = market.uploads.byId(id);
      return upload && { ...upload, path: uploads.path(id), headers: headers.next() };
    },
    close: async () => {
      autoApproval.stop();
      commits.close();
      database.close();
      uploads.close();
      release();
    },
    refuse: (code, message, stray) => {
      const admission = stray && admitStray(stray, clock.now(), gate);
      return respond(failure(admission?.refusal ?? new Refusal(code, message), profile), admission?.headers);
    },
    handle: async (request) => {
      let limits: Answer["headers"] = {};
      try {
        const admission = admit(request, clock.now(), gate);
        limits = admission.headers;
        return respond(await carryOut(request, admission, parts), limits);
      } catch (error) {
        if (errorCode(error) === "connection_lost") throw error;
        if (error instanceof Refusal) return respond(failure(error, profile), limits);
        logger.error({ err: error, endpoint: request.endpoint }, "A request failed by a defect of the server");
        return respond(internalFailure(), limits);
      }
    },
  };
}
