import { Cron } from "croner";
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Engine } from "../engine/engine.ts";
import type { Schedule } from "../runtime/agent.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";
import { scheduleRun } from "../runtime/event.ts";
import { daemonError } from "./errors.ts";

export interface ScheduleOptions {
  readonly agent: AgentInstance;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Logger;
}

type Timing = Pick<Schedule<unknown>, "cron" | "timeZone">;

/** With `catchUp: "all"`: an outage of months must not bury what is new. */
const mostCaughtUp = 100;
/** With `catchUp: false`: what is due for longer was missed. A tick of `run --once` comes a little late, a busy process too. */
const onTimeMs = 60_000;

/** The first time after `afterMs`, in the schedule's own time zone; undefined when there is none. Throws `agent_schedule_invalid`. */
export function nextDueMs(name: string, schedule: Timing, settings: unknown, afterMs: number): number | undefined {
  return told(name, schedule, settings, (cron) => cron.nextRun(new Date(afterMs))?.getTime());
}

/** The newest `most` times after `afterMs` and not after `untilMs`, oldest first. Throws `agent_schedule_invalid`. */
function dueTimes(name: string, schedule: Timing, settings: unknown, afterMs: number, untilMs: number, most: number): number[] {
  // Times are whole seconds, and those before the reference are answered.
  const reference = new Date(Math.floor(untilMs / 1_000) * 1_000 + 1_000);
  const times = told(name, schedule, settings, (cron) => cron.previousRuns(most, reference));
  return times
    .map((time) => time.getTime())
    .filter((timeMs) => timeMs > afterMs && timeMs <= untilMs)
    .reverse();
}

function told<T>(name: string, schedule: Timing, settings: unknown, ask: (cron: Cron) => T): T {
  const expression = typeof schedule.cron === "string" ? schedule.cron : schedule.cron(settings);
  try {
    return ask(new Cron(expression, { timezone: schedule.timeZone, paused: true }));
  } catch (cause) {
    throw daemonError(
      "agent_schedule_invalid",
      `schedules.${name}: "${expression}" in time zone "${schedule.timeZone}": ${messageOf(cause)}`,
      { name, expression },
      cause,
    );
  }
}

/**
 * Submits what is due, a run per time, and answers the next due time over all schedules. What was missed is caught up with as the schedule says; but for
 * "all" nothing is added while a run of it still waits (in back-off, say), or an outage would leave a backlog of equal runs. The mark up to which
 * times were seen is written after the runs: a crash in between repeats the submission under the same run ids, which adds nothing.
 */
export async function fireDue(options: ScheduleOptions): Promise<number | undefined> {
  const { agent, engine, clock } = options;
  let earliestMs: number | undefined;
  for (const [name, schedule] of Object.entries(agent.definition.schedules ?? {})) {
    const key = `#schedule:${name}`;
    const nowMs = clock.now();
    const mark = engine.readState(agent.name).get(key);
    // A clock that was set back must not silence the schedule until it is where it was; what was fired before is known by its run id.
    const sinceMs = typeof mark === "number" ? Math.min(mark, nowMs) : nowMs;
    const fired = sinceMs < nowMs && (await fire(options, name, schedule, sinceMs, nowMs));
    if (fired || mark !== sinceMs) await engine.writeState([{ scope: agent.name, key, value: nowMs }]);
    const nextMs = nextDueMs(name, schedule, agent.settings, nowMs);
    if (nextMs !== undefined) earliestMs = Math.min(earliestMs ?? nextMs, nextMs);
  }
  return earliestMs;
}

/** False when nothing had come due. */
async function fire(
  { agent, engine, log }: ScheduleOptions,
  name: string,
  schedule: Schedule<unknown>,
  sinceMs: number,
  nowMs: number,
): Promise<boolean> {
  const { catchUp = "last" } = schedule;
  const all = catchUp === "all";
  const due = dueTimes(name, schedule, agent.settings, sinceMs, nowMs, all ? mostCaughtUp + 1 : 1);
  if (due.length > mostCaughtUp)
    log.warn({ schedule: name, kept: mostCaughtUp }, "too much was missed: only the newest is caught up with");
  const wanted = due.slice(-mostCaughtUp).filter((dueMs) => catchUp !== false || nowMs - dueMs < onTimeMs);
  const runs = wanted.map((dueMs) => scheduleRun(agent.name, name, dueMs));
  const waits = !all && engine.list({ agent: agent.name, status: ["queued"] }).some(({ lane }) => lane === runs[0]?.lane);
  const submitted = waits ? [] : await engine.submit(runs);
  if (due.length > 0) log.debug({ schedule: name, due: due.length, submitted: submitted.length }, "schedule fired");
  return due.length > 0;
}

/** Fires schedules at their times until the signal aborts. */
export async function keepSchedules(options: ScheduleOptions, signal: AbortSignal): Promise<void> {
  const { clock, log } = options;
  const longestWaitMs = 3_600_000;
  while (!signal.aborted) {
    let waitMs = longestWaitMs;
    try {
      const nextMs = await fireDue(options);
      if (nextMs === undefined) return;
      waitMs = Math.min(Math.max(nextMs - clock.now(), 0), longestWaitMs);
    } catch (error) {
      waitMs = 60_000;
      log.error({ reason: messageOf(error) }, "schedules failed");
    }
    await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}
