import { type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { UpclawsError } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { ApiResponse } from "../../protocol/transport.ts";
import { wantsReset } from "../service/fault-injection.ts";
import type { Platform } from "../service/platform.ts";
import { parseJsonBodiesOnly } from "./body-parsing.ts";
import { addControlRoutes, controlPath } from "./control-routes.ts";
import { addDocumentation } from "./documentation.ts";
import { errorAnswer, type FailedRequest, rawErrorAnswer } from "./error-answers.ts";
import { addFileRoute } from "./file-route.ts";
import { InFlight } from "./in-flight.ts";
import { addMoltbookRoute } from "./moltbook-route.ts";
import { strayRequest } from "./request-caller.ts";
import { addRoutes, type RouteOptions } from "./routes.ts";
import { sendAnswer, writeAnswer } from "./send-answer.ts";

export interface PlatformServerOptions {
  /** Started; the server does not close it. */
  readonly platform: Platform;
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly logger: Logger;
  /** Where clients reach this server, without a path, when that is not `url`: uploaded files are addressed there. */
  readonly publicUrl?: string;
}

export interface PlatformServer {
  /** `http://127.0.0.1:4100` */
  readonly url: string;
  /** `http://127.0.0.1:4100/api`: what a client is given. */
  readonly apiBaseUrl: string;
  /** `http://127.0.0.1:4100/__sim`, where there is a control plane. */
  readonly controlUrl: string | undefined;
  readonly port: number;
  /** Answers what is being worked on, then ends every connection, idle ones at once. Idempotent. */
  close(): Promise<void>;
}

const basePath = "/api";

// Requests are checked by the endpoint table and no route has a schema of Fastify's, which would load two compilers for them: an eighth of a fresh
// server's modules.
const unused = () => () => {
  throw new Error("No route has a schema");
};
const noSchemas = { compilersFactory: { buildValidator: unused, buildSerializer: unused } };

/** The platform over HTTP. Resolves when it listens; rejects when the port is taken. */
export async function startPlatformServer(options: PlatformServerOptions): Promise<PlatformServer> {
  const { platform, host = "127.0.0.1", port, logger } = options;
  const inFlight = new InFlight();
  const closing = new AbortController();
  let origin = options.publicUrl ?? "";
  const fail = (error: FailedRequest["error"], request: FastifyRequest, reply: FastifyReply) =>
    sendAnswer(reply, errorAnswer(platform, logger, { error, stray: strayRequest(request) }), inFlight.closing);
  const app = fastify({
    schemaController: noSchemas,
    bodyLimit: platform.profile.maxBodyBytes,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1_024, querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)) },
    frameworkErrors: (error, request, reply) => fail(error, request, reply),
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end(rawErrorAnswer(platform));
      else socket.destroy();
    },
  });
  app.setErrorHandler((error: FailedRequest["error"], request, reply) => fail(error, request, reply));
  parseJsonBodiesOnly(app);
  addDocumentation(app, { platform, basePath, logger });
  const refuse: RouteOptions["refuse"] = (code, message, reply) =>
    sendAnswer(reply, platform.refuse(code, message, strayRequest(reply.request)), inFlight.closing);
  addFileRoute(app, { platform, refuse });
  addMoltbookRoute(app, { platform, send: (reply, answer) => sendAnswer(reply, answer, inFlight.closing) });
  if (platform.control) {
    const answer = (made: Promise<ApiResponse>, reply: FastifyReply) => {
      const end = inFlight.begin();
      void made.then((control) => sendAnswer(reply, control, inFlight.closing)).finally(end);
    };
    addControlRoutes(app, { control: platform.control, answer });
  }
  addRoutes(app, {
    platform,
    basePath,
    closing: closing.signal,
    refuse,
    origin: () => origin,
    answer: (request, reply) => {
      const end = inFlight.begin();
      platform.handle(request).then(
        (answer) => {
          writeAnswer(reply, answer, inFlight.closing);
          end();
        },
        // The platform rejects only when a fault wants the connection to break.
        (error: UpclawsError) => {
          reply.hijack();
          if (wantsReset(error)) reply.raw.socket?.resetAndDestroy();
          else reply.raw.destroy();
          end();
        },
      );
    },
  });
  const url = await app.listen({ host, port });
  origin ||= url;
  const address = app.server.address();
  return {
    url,
    apiBaseUrl: `${url}${basePath}`,
    controlUrl: platform.control && `${url}${controlPath}`,
    port: typeof address === "object" && address ? address.port : port,
    close: async () => {
      platform.faults.endDelays();
      closing.abort();
      await inFlight.drain();
      await app.close();
    },
  };
}
