import type { UpclawsError } from "../../base/errors.ts";
import type { EndpointName } from "../../protocol/endpoints/table.ts";
import { transportError } from "../../protocol/transport.ts";
import { Refusal } from "../market/refusal.ts";
import { type Answer, internalFailure } from "./answer.ts";
import type { FaultEffect, FaultSubject, Faults } from "./faults.ts";

/** Carries a call out, at once where nothing has to be waited for. Throws or rejects with a Refusal. */
export type Perform = () => Answer | Promise<Answer>;

/** Carries a call out as the fault rules want it. Rejects with `connection_lost` where they take the answer away. */
export function withFaults(faults: Faults, subject: FaultSubject, perform: Perform): Answer | Promise<Answer> {
  const effect = faults.draw(subject);
  return effect === undefined ? perform() : misbehave(faults, subject, effect, async () => perform());
}

async function misbehave(
  faults: Faults,
  subject: FaultSubject,
  effect: FaultEffect,
  perform: () => Promise<Answer>,
): Promise<Answer> {
  switch (effect) {
    case "drop_before_commit":
      throw lost(subject.endpoint, false);
    case "reset":
      throw lost(subject.endpoint, true);
    case "drop_after_commit":
      await perform();
      throw lost(subject.endpoint, false);
    case "duplicate":
      await perform().catch(passRefusals);
      return perform();
  }
  if ("status" in effect) return internalFailure(effect.status);
  await faults.delay(effect.delayMs);
  return perform();
}

/** Is the connection to be reset, not just closed? */
export function wantsReset(error: UpclawsError): boolean {
  return error.details.reset === true;
}

/** The error that has the face break the connection. */
export function lost(endpoint: EndpointName, reset: boolean): Error {
  return transportError("connection_lost", `A fault rule dropped the answer to ${endpoint}`, { endpoint, reset });
}

function passRefusals(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}
