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

/** The first time after `afterMs`, in the schedule's own time zone; undefined when there is none. Throws `agent_schedule_invalid`. */
export function nextDueMs(
  name: string,
  schedule: Pick<Schedule<unknown>, "cron" | "timeZone">,
  settings: unknown,
  afterMs: number,
): number | undefined {
  const expression = typeof schedule.cron === "string" ? schedule.cron : schedule.cron(settings);
  try {
    const cron = new Cron(expression, { timezone: schedule.timeZone, paused: true });
    return cron.nextRun(new Date(afterMs))?.getTime();
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
 * Submits what is due and answers the next due time over all schedules. A schedule that was missed, however often, fires once; so does one
 * whose run still waits (in back-off, say), or an outage would leave a backlog of equal runs. The mark of the last firing is written after the run: a crash in between repeats the submission under the same run id, which adds nothing.
 */
export async function fireDue({ agent, engine, clock, log }: ScheduleOptions): Promise<number | undefined> {
  let earliestMs: number | undefined;
  for (const [name, schedule] of Object.entries(agent.definition.schedules ?? {})) {
    const key = `#schedule:${name}`;
    const nowMs = clock.now();
    const lastMs = engine.readState(agent.name).get(key);
    const since = typeof lastMs === "number" ? lastMs : nowMs;
    if (typeof lastMs !== "number") await engine.writeState([{ scope: agent.name, key, value: nowMs }]);
    const dueMs = nextDueMs(name, schedule, agent.settings, since);
    if (dueMs !== undefined && dueMs <= nowMs) {
      const run = scheduleRun(agent.name, name, dueMs);
      const waits = engine.list({ agent: agent.name, status: ["queued"] }).some(({ lane }) => lane === run.lane);
      if (!waits) await engine.submit([run]);
      await engine.writeState([{ scope: agent.name, key, value: nowMs }]);
      log.debug({ schedule: name, submitted: !waits }, "schedule fired");
    }
    const nextMs = nextDueMs(name, schedule, agent.settings, Math.max(since, nowMs));
    if (nextMs !== undefined) earliestMs = Math.min(earliestMs ?? nextMs, nextMs);
  }
  return earliestMs;
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
