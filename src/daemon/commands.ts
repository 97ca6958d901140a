import type { Clock } from "../base/clock.ts";
import { isUpclawsError, messageOf } from "../base/errors.ts";
import type { Json } from "../base/json.ts";
import type { Logger } from "../base/logger.ts";
import type { Engine } from "../engine/engine.ts";
import { approveHeld, rejectHeld } from "../runtime/approvals/decide.ts";
import type { Command, CommandAnswer, CommandQueue } from "../store/command-queue.ts";
import { pause, resume } from "./pauses.ts";

/** A command with a name of its own: the same when a crash repeats it, another for every other command. */
export interface NamedCommand extends Omit<Command, "id"> {
  readonly by: string;
}

interface Asked {
  readonly args: Readonly<Record<string, unknown>>;
  readonly by: string;
  readonly atMs: number;
}

/** What other processes may ask of the owner of the data directory: name → what it does. Idempotent, since a crash repeats it. */
const commands: Readonly<Record<string, (engine: Engine, asked: Asked) => Promise<Json>>> = {
  "approvals.approve": async (engine, { args, by }) => (await approveHeld(engine, { id: String(args.id), by })).status,
  "approvals.reject": async (engine, { args, by }) =>
    (await rejectHeld(engine, { id: String(args.id), by, reason: textOf(args.reason) })).status,
  pause: async (engine, { args, atMs }) => {
    await pause(engine, textOf(args.agent), atMs);
    return null;
  },
  resume: async (engine, { args }) => {
    await resume(engine, textOf(args.agent));
    return null;
  },
  "dead-letters.retry": async (engine, { args: { id, fresh } }) => {
    await engine.retry(String(id), { fresh: fresh === true });
    return null;
  },
  "dead-letters.drop": async (engine, { args: { id } }) => {
    await engine.drop(String(id));
    return null;
  },
};

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

export async function carryOut(engine: Engine, command: NamedCommand): Promise<CommandAnswer> {
  const perform = Object.hasOwn(commands, command.name) ? commands[command.name] : undefined;
  if (!perform)
    return { ok: false, value: { code: "unknown_command", message: `The daemon does not know the command ${command.name}` } };
  const args = command.arguments as Readonly<Record<string, unknown>>;
  try {
    return { ok: true, value: await perform(engine, { args, by: command.by, atMs: command.createdAtMs }) };
  } catch (error) {
    return { ok: false, value: { code: isUpclawsError(error) ? error.code : "internal", message: messageOf(error) } };
  }
}

const lookEveryMs = 250;

/** Carries out commands of other processes until the signal aborts. */
export async function serveCommands(
  options: {
    readonly engine: Engine;
    readonly queue: CommandQueue;
    readonly clock: Clock;
    readonly log: Logger;
    /** An agent, or everybody, was resumed. */
    readonly onResume?: (agent: string | undefined) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const { engine, queue, clock, log } = options;
  while (!signal.aborted) {
    try {
      for (const command of queue.pending()) {
        const by = `command/${command.id}/${command.createdAtMs}`;
        queue.answer(command.id, await carryOut(engine, { ...command, by }));
        if (command.name === "resume") options.onResume?.(textOf((command.arguments as Asked["args"] | null)?.agent));
        log.info({ command: command.name }, "command carried out");
      }
    } catch (error) {
      log.error({ reason: messageOf(error) }, "commands cannot be read");
    }
    await clock.sleep(lookEveryMs, signal).catch(() => undefined);
  }
}
