import type { EndpointDefinition } from "../../protocol/endpoint.ts";
import { type EndpointName, endpoints } from "../../protocol/endpoints/table.ts";
import type { AnyHandler } from "./handler.ts";
import { handlerOf } from "./handlers/table.ts";
import type { Profile } from "./profile.ts";

/** Undefined for an extension the profile does not have, and for what nobody has built. */
export function servedHandler(endpoint: EndpointName, profile: Profile): AnyHandler | undefined {
  const definition: EndpointDefinition = endpoints[endpoint];
  return definition.extension && !profile.extensions ? undefined : handlerOf(endpoint);
}

/** In table order. */
export function servedEndpoints(profile: Profile): readonly EndpointName[] {
  return (Object.keys(endpoints) as EndpointName[]).filter((name) => servedHandler(name, profile) !== undefined);
}
