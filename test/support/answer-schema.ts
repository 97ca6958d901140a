import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { type OpenApiDocument, openApiDocument } from "../../src/platform/openapi/document.ts";
import { errorSchema } from "../../src/platform/openapi/responses.ts";
import type { Platform } from "../../src/platform/service/platform.ts";
import { type ApiErrorCode, apiErrors } from "../../src/protocol/api-errors.ts";

/** One answer as it came over the wire. */
export interface WireAnswer {
  readonly method: string;
  /** Below the API base URL, the query with it or not. */
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** Throws when an answer is not what the server's own OpenAPI document says of it. */
export type AnswerCheck = (answer: WireAnswer) => void;

const checks = new Map<string, AnswerCheck>();

/** The check for this server; made once per profile. */
export function answerCheck({ profile, endpoints }: Platform): AnswerCheck {
  const known = checks.get(profile.name);
  if (known) return known;
  const made = createCheck(openApiDocument({ profile, endpoints, basePath: "/api" }));
  checks.set(profile.name, made);
  return made;
}

function createCheck(document: OpenApiDocument): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, "openapi");
  const anyError = { $ref: "#/$defs/error", $defs: { error: relocated(errorSchema(Object.keys(apiErrors) as ApiErrorCode[])) } };
  const compiled = new Map<string, ValidateFunction>();
  const validator = (name: string, schema: object) => {
    const known = compiled.get(name) ?? ajv.compile(schema);
    compiled.set(name, known);
    return known;
  };
  const templates = Object.keys(document.paths)
    .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`) }))
    // `/agents/me` before `/agents/{id}`: the most literal one first.
    .sort((a, b) => a.path.split("{").length - b.path.split("{").length);

  return ({ method, path, status, body }) => {
    const [bare = ""] = path.split("?");
    const template = templates.find(({ pattern }) => pattern.test(bare))?.path;
    const verb = method.toLowerCase();
    const operation = template === undefined ? undefined : document.paths[template]?.[verb];
    const name = `${method} ${template ?? "elsewhere"} ${status}`;
    // Unknown routes and methods, and what fault rules make up, answer as any error does.
    const general = operation === undefined || status > 500;
    if (!general && !Object.hasOwn((operation as { responses: object }).responses, status)) {
      throw new Error(`${name} is not in the OpenAPI document: ${JSON.stringify(body)}`);
    }
    const pointer = ["paths", template ?? "", verb, "responses", String(status), "content", "application/json", "schema"];
    const validate = general ? validator("any error", anyError) : validator(name, { $ref: `openapi#${escaped(pointer)}` });
    if (validate(body)) return;
    throw new Error(`${name} does not match the OpenAPI document: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(body)}`);
  };
}

/** The document's references, seen from another schema. */
function relocated(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components')) as object;
}

function escaped(pointer: readonly string[]): string {
  return pointer.map((part) => `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("");
}
