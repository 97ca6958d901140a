import type { FastifyInstance, FastifyReply } from "fastify";
import type { ApiResponse } from "../../protocol/transport.ts";
import { controlEndpoints } from "../control/endpoints/table.ts";
import type { PlatformControl } from "../control/open-control.ts";

export const controlPath = "/__sim";

export interface ControlRouteOptions {
  readonly control: PlatformControl<ApiResponse>;
  /** Sends an answer that is being made. */
  readonly answer: (answer: Promise<ApiResponse>, reply: FastifyReply) => void;
}

/** Routes derive from the control plane's table; they stand beside the API, never under it. */
export function addControlRoutes(app: FastifyInstance, { control, answer }: ControlRouteOptions): void {
  for (const endpoint of Object.values(controlEndpoints)) {
    const { method, path } = endpoint;
    app.route({
      method,
      url: controlPath + path.replace(/\{(\w+)\}/g, ":$1"),
      handler: (request, reply) => {
        const token = request.headers["x-sim-token"];
        const called = control.handle({
          endpoint,
          token: typeof token === "string" ? token : undefined,
          params: request.params as Record<string, string>,
          query: request.query as Record<string, string>,
          body: request.body,
        });
        answer(called, reply);
      },
    });
  }
}
