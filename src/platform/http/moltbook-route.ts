import type { FastifyInstance, FastifyReply } from "fastify";
import type { ApiResponse } from "../../protocol/transport.ts";
import { moltbookPath } from "../service/moltbook/moltbook-stub.ts";
import type { Platform } from "../service/platform.ts";

export interface MoltbookRouteOptions {
  readonly platform: Platform;
  readonly send: (reply: FastifyReply, answer: ApiResponse) => void;
}

/** The stub of the other site, beside the API and no part of it. */
export function addMoltbookRoute(app: FastifyInstance, { platform, send }: MoltbookRouteOptions): void {
  app.post(`${moltbookPath}/agents/me/identity-token`, (request, reply) => {
    send(reply, platform.identityToken(request.headers.authorization));
  });
  app.post(`${moltbookPath}/agents/verify-identity`, (request, reply) => {
    send(reply, platform.verifyIdentity(request.body));
  });
}
