import type { FastifyInstance } from "fastify";
import { messageOf } from "../../base/errors.ts";
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
      error ? done(unreadable(text.toString(), request.headers["content-encoding"])) : done(null, body),
    );
  });
  refuseOtherBodies(app, "application/json");
}

function unreadable(text: string, encoding: string | undefined): BodyProblem {
  if (encoding !== undefined) {
    const sent = JSON.stringify(encoding.slice(0, 60));
    return new BodyProblem("unsupported_media_type", `Send the body as it is, without Content-Encoding (received ${sent})`);
  }
  return new BodyProblem("invalid_json", `The body is not acceptable JSON: ${faultOf(text)}`);
}

/** What the language minds, and where: its sentence up to where it quotes the text, which may hold a key. */
function faultOf(text: string): string {
  try {
    JSON.parse(text.replace(/^\ufeff/, ""));
    return "the keys __proto__ and constructor.prototype are refused";
  } catch (error) {
    return messageOf(error).split(/, (?:\.\.\.)?"/)[0] ?? "";
  }
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
