import { z } from "zod";
import { isoTime } from "../../../base/clock.ts";
import { errorCode, messageOf } from "../../../base/errors.ts";
import { ScaledClock } from "../../../base/scaled-clock.ts";
import type { VirtualClock } from "../../../base/virtual-clock.ts";
import { Refusal } from "../../market/refusal.ts";
import { defineControl } from "../control-endpoint.ts";
import type { ControlParts } from "../control-parts.ts";
import { eventView } from "../event-view.ts";

const tenYearsMs = 10 * 366 * 86_400_000;
/** Events named in an answer; `GET /__sim/events` has the rest. */
const longestList = 1_000;

export const clockEndpoints = {
  clock: defineControl({
    method: "GET",
    path: "/clock",
    summary: "Mode, time, and when the next timer is due",
    run: (_call, parts) => clockView(parts),
  }),
  advanceClock: defineControl({
    method: "POST",
    path: "/clock/advance",
    summary: "Let so many milliseconds pass; answers after everything due has run",
    body: z.strictObject({ ms: z.number().int().min(0).max(tenYearsMs) }),
    run: ({ body }, parts) => moving(parts, (clock) => clock.advanceBy(body.ms)),
  }),
  advanceClockTo: defineControl({
    method: "POST",
    path: "/clock/advance-to",
    summary: "Go on to a point in time, ISO 8601 with a zone; answers after everything due has run",
    body: z.strictObject({ time: z.iso.datetime({ offset: true }) }),
    run: ({ body }, parts) =>
      moving(parts, (clock) => {
        const targetMs = Date.parse(body.time);
        if (targetMs < clock.now()) throw new Refusal("invalid_state", `It is ${isoTime(clock.now())}; time does not go back`);
        if (targetMs - clock.now() > tenYearsMs) throw new Refusal("invalid_request", "body.time: more than ten years ahead");
        return clock.advanceTo(targetMs);
      }),
  }),
  nextTimer: defineControl({
    method: "POST",
    path: "/clock/next",
    summary: "Go on to the next timer and run it; nothing happens when none is armed",
    run: (_call, parts) => moving(parts, async (clock) => ((await clock.next()) ? 1 : 0)),
  }),
};

function clockView({ clock, manualClock }: ControlParts) {
  const nextMs = manualClock?.nextAtMs();
  return {
    mode: manualClock ? "manual" : clock instanceof ScaledClock ? "scaled" : "real",
    ...(clock instanceof ScaledClock ? { factor: clock.factor } : {}),
    now: isoTime(clock.now()),
    now_ms: clock.now(),
    ...(manualClock ? { next_at: nextMs === undefined ? null : isoTime(nextMs) } : {}),
  };
}

/** Moves the clock and tells what happened meanwhile. */
async function moving(parts: ControlParts, move: (clock: VirtualClock) => Promise<number>) {
  const { manualClock, inspect } = parts;
  if (!manualClock) throw new Refusal("invalid_state", "This clock runs by itself; start the server with --clock manual");
  const before = inspect.lastSeq();
  const timersFired = await move(manualClock).catch((error: unknown) => {
    throw errorCode(error) === "participant_stuck" ? new Refusal("invalid_state", messageOf(error)) : error;
  });
  const fired = inspect.events({ afterSeq: before, limit: longestList }).map(eventView);
  return { ...clockView(parts), timers_fired: timersFired, fired, more: inspect.lastSeq() > (fired.at(-1)?.seq ?? before) };
}
