import type { Clock } from "../../base/clock.ts";
import type { VirtualClock } from "../../base/virtual-clock.ts";
import type { Faults } from "../service/faults.ts";
import type { Inspection } from "../service/inspection.ts";
import type { MarketState } from "../service/market-state.ts";
import type { Operator } from "../service/operator.ts";
import type { RequestJournal } from "../service/request-journal.ts";

/** What the control plane moves. */
export interface ControlParts {
  readonly clock: Clock;
  /** The same clock, when it stands still unless told; only such a one can be advanced. */
  readonly manualClock: VirtualClock | undefined;
  readonly operator: Operator;
  readonly inspect: Inspection;
  readonly faults: Faults;
  readonly journal: RequestJournal;
  readonly state: MarketState;
}
