import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { daemonError } from "../errors.ts";

export interface HttpServerOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly log: Logger;
  /** Each adds what it answers. */
  readonly routes: readonly ((app: FastifyInstance) => void)[];
}

/** A request that takes longer to arrive is not the platform's. Real time, as all that sockets do. */
const requestTimeoutMs = 10_000;

/** The daemon's own face: health, metrics, webhooks. Everything that it does not know is a 404 without a word more. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #app: FastifyInstance;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#app = Fastify({ forceCloseConnections: true, requestTimeout: requestTimeoutMs });
    this.#app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: "not found" }));
    this.#app.setErrorHandler((error: FastifyError, request, reply) => {
      const status = error.statusCode ?? 500;
      // The route, not the URL: the path of a webhook is a secret.
      if (status >= 500) options.log.error({ route: request.routeOptions.url, err: error }, "an HTTP request failed");
      return reply.code(status).send({ error: status >= 500 ? "internal" : messageOf(error) });
    });
    for (const add of options.routes) add(this.#app);
  }

  /** Resolves with the address when it listens. Rejects with `http_not_available`. */
  async listen(): Promise<string> {
    const { host, port } = this.#options;
    try {
      return await this.#app.listen({ host, port });
    } catch (cause) {
      const message = `${host}:${port} cannot be listened on: ${messageOf(cause)}`;
      throw daemonError("http_not_available", message, { host, port }, cause);
    }
  }

  /** Ends every connection. */
  close(): Promise<void> {
    return this.#app.close();
  }
}
