import { clientError } from "../errors.ts";
import type { Interceptor } from "../interceptor.ts";

/**
 * Replaces the body of a 2xx by the table's output. What cannot be read is undefined where the endpoint promises nothing (PLATFORM row 21), and
 * `api_bad_reply` elsewhere; a web page is that everywhere: it comes from something that stands before the platform, and tells nothing of the request.
 */
export const decode: Interceptor = async (call, next) => {
  const response = await next(call);
  const { endpoint } = call.request;
  const { status, headers } = response;
  const parsed = call.definition.output.safeParse(response.body);
  if (parsed.success) return { ...response, body: parsed.data };
  const isPage = headers["content-type"]?.toLowerCase().startsWith("text/html");
  if (call.definition.outputOptional === true && !isPage) return { ...response, body: undefined };
  const issues = parsed.error.issues.slice(0, 5).map(({ path, message }) => ({ path: path.join("."), message }));
  const what = isPage ? "a web page" : `not what was asked for (${issues.map(({ path, message }) => `${path}: ${message}`)[0]})`;
  throw clientError("api_bad_reply", `${endpoint}: ${status}, and the answer is ${what}`, { endpoint, status, issues });
};
