import type { FastifyInstance } from "fastify";
import type { ApiErrorCode } from "../../protocol/api-errors.ts";

/** A body that cannot become a request, as the catalogue names it. */
export class BodyProblem extends Error {
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** JSON is the only content; an empty body is no body whatever its type says (PLATFORM row 21). */
export function parseJsonBodiesOnly(app: FastifyInstance): void {
  // Refuses `__proto__` and `constructor.prototype` keys.
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    if (text.length === 0) return done(null, undefined);
    void parseJson(request, text.toString(), (error, body) =>
      error ? done(new BodyProblem("invalid_json", `The body is not acceptable JSON: ${error.message}`)) : done(null, body),
    );
  });
  refuseOtherBodies(app, "application/json");
}

/** Every content type that has no parser of its own; an empty body passes as none. */
export function refuseOtherBodies(app: FastifyInstance, wanted: string): void {
  app.addContentTypeParser("*", { parseAs: "buffer" }, (request, bytes, done) => {
    if (bytes.length === 0) return done(null, undefined);
    const type = request.headers["content-type"];
    const sent = type === undefined ? "without one" : JSON.stringify(type.slice(0, 60));
    done(new BodyProblem("unsupported_media_type", `Send the content type ${wanted} (received ${sent})`));
  });
}
