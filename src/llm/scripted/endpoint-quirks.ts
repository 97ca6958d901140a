import { z } from "zod";
import type { ModelRequest } from "../model.ts";
import type { ChatBody } from "./chat-body.ts";

const features = [
  "json_schema",
  "json_object",
  "max_completion_tokens",
  "max_tokens",
  "stream",
  "stream_options",
  "tools",
] as const;
type Feature = (typeof features)[number];

/** How the endpoint differs from OpenAI's, whatever it is asked. */
export const endpointQuirksSchema = z.strictObject({
  /** Requests that use one of these are answered 400. */
  rejects: z.array(z.enum(features)).default([]),
  /** Whether such an answer names the parameter. Default true. */
  namesParam: z.boolean().default(true),
  /** Accepted, and then taken as if it was not there. */
  ignores: z.array(z.enum(["json_schema", "json_object", "max_completion_tokens", "max_tokens"])).default([]),
});

export type EndpointQuirks = z.output<typeof endpointQuirksSchema>;

const paramOf: Readonly<Record<Feature, string>> = {
  json_schema: "response_format",
  json_object: "response_format",
  max_completion_tokens: "max_completion_tokens",
  max_tokens: "max_tokens",
  stream: "stream",
  stream_options: "stream_options",
  tools: "tools",
};

export interface Rejection {
  readonly message: string;
  readonly param: string | null;
}

/** Why a body over HTTP is refused; undefined when it is not. */
export function rejectionOfBody(body: ChatBody, quirks: EndpointQuirks): Rejection | undefined {
  return rejection(quirks, (feature) =>
    feature === "json_schema" || feature === "json_object" ? body.response_format?.type === feature : Boolean(body[feature]),
  );
}

/** The same for a call inside the process, which knows no fields. */
export function rejectionOf(request: ModelRequest, quirks: EndpointQuirks): Rejection | undefined {
  return rejection(
    quirks,
    (feature) => request.outputFormat?.type === feature || (feature === "tools" && !!request.tools?.length),
  );
}

function rejection({ rejects, namesParam }: EndpointQuirks, uses: (feature: Feature) => boolean): Rejection | undefined {
  const feature = rejects.find(uses);
  if (feature === undefined) return undefined;
  return { message: `Unsupported parameter: ${paramOf[feature]} (${feature})`, param: namesParam ? paramOf[feature] : null };
}

/** The request as such an endpoint understands it. */
export function understood(request: ModelRequest, { ignores }: EndpointQuirks): ModelRequest {
  const { outputFormat, ...rest } = request;
  return outputFormat && (ignores as readonly string[]).includes(outputFormat.type) ? rest : request;
}
