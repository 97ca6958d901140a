import type { Logger } from "../../base/logger.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { Answer } from "../service/answer.ts";
import type { ControlParts } from "./control-parts.ts";
import { ControlPlane, type ControlRequest } from "./control-plane.ts";

/** The control plane as its HTTP face needs it. */
export interface PlatformControl<A = Answer> {
  /** What X-Sim-Token has to carry. */
  readonly token: string;
  /** Never rejects. */
  handle(request: ControlRequest): Promise<A>;
}

/** A virtual clock can be moved by hand; any other runs by itself. */
export function openControl(token: string, parts: Omit<ControlParts, "manualClock">, logger: Logger): PlatformControl {
  const { clock } = parts;
  const plane = new ControlPlane(token, { ...parts, manualClock: clock instanceof VirtualClock ? clock : undefined }, logger);
  return { token, handle: (request) => plane.handle(request) };
}
