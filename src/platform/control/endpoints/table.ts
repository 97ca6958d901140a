import type { ControlEndpoint } from "../control-endpoint.ts";
import { clockEndpoints } from "./clock.ts";
import { faultEndpoints } from "./faults.ts";
import { orderEndpoints } from "./orders.ts";
import { peopleEndpoints } from "./people.ts";
import { recordEndpoints } from "./records.ts";
import { stateEndpoints } from "./state.ts";

/** Every endpoint of the control plane, below `/__sim` (PLATFORM "Control plane"); docs/control-plane.md names each. */
export const controlEndpoints: Readonly<Record<string, ControlEndpoint>> = {
  ...clockEndpoints,
  ...faultEndpoints,
  ...stateEndpoints,
  ...recordEndpoints,
  ...peopleEndpoints,
  ...orderEndpoints,
};
