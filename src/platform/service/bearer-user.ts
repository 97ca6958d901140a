import type { ApiRequest } from "../../protocol/transport.ts";
import type { Market } from "../market/market.ts";
import type { UserRecord } from "../market/users.ts";

/** The person whose token stands in `Authorization: Bearer`, where the table accepts one (PLATFORM row 37). */
export function bearerUser(market: Market, request: Pick<ApiRequest, "headers">): UserRecord | undefined {
  const token = bearerToken(request.headers.authorization);
  return token === undefined ? undefined : market.users.byToken(token);
}

export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S{1,8192})$/i.exec(authorization ?? "")?.[1];
}
