import { clientError } from "../errors.ts";
import type { Interceptor } from "../interceptor.ts";

/**
 * Replaces the body of a 2xx by the table's output. What cannot be read is undefined where the endpoint promises nothing
 * (PLATFORM row 21), and `api_bad_reply` elsewhere.
 */
export const decode: Interceptor = async (call, next) => {
  const response = await next(call);
  const parsed = call.definition.output.safeParse(response.body);
  if (parsed.success) return { ...response, body: parsed.data };
  if (call.definition.outputOptional === true) return { ...response, body: undefined };
  const { endpoint } = call.request;
  const issues = parsed.error.issues.slice(0, 5).map(({ path, message }) => ({ path: path.join("."), message }));
  throw clientError("api_bad_reply", `${endpoint}: the answer cannot be read`, { endpoint, status: response.status, issues });
};
