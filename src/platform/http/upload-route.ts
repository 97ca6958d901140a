import multipart from "@fastify/multipart";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FileSource } from "../service/uploads/file-source.ts";
import { refuseOtherBodies } from "./body-parsing.ts";
import { drainRest, type UploadBodyOptions, uploadBody } from "./upload-body.ts";

export interface UploadRoute extends UploadBodyOptions {
  readonly url: string;
  readonly answer: (file: FileSource, request: FastifyRequest, reply: FastifyReply) => void;
}

/** The one route that takes multipart bodies; in a scope of its own, so that no other route learns to. */
export function addUploadRoute(app: FastifyInstance, { url, answer, ...options }: UploadRoute): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    refuseOtherBodies(scope, "multipart/form-data");
    void scope.register(multipart);
    scope.route({
      method: "POST",
      url,
      handler: (request, reply) => {
        reply.raw.once("finish", () => drainRest(request));
        answer(uploadBody(request, options), request, reply);
      },
    });
    done();
  });
}
