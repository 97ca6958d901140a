import type { Clock } from "../base/clock.ts";
import { isUpclawsError, messageOf } from "../base/errors.ts";
import type { Json } from "../base/json.ts";
import type { Logger } from "../base/logger.ts";
import type { Engine } from "../engine/engine.ts";
import type { Command, CommandAnswer, CommandQueue } from "../store/command-queue.ts";

/** What other processes may ask of the owner of the data directory: name → what it does. Idempotent, since a crash repeats it. */
const commands: Readonly<Record<string, (engine: Engine, args: Readonly<Record<string, unknown>>) => Promise<Json>>> = {
  "dead-letters.retry": async (engine, { id, fresh }) => {
    await engine.retry(String(id), { fresh: fresh === true });
    return null;
  },
  "dead-letters.drop": async (engine, { id }) => {
    await engine.drop(String(id));
    return null;
  },
};

export async function carryOut(engine: Engine, command: Pick<Command, "name" | "arguments">): Promise<CommandAnswer> {
  const perform = Object.hasOwn(commands, command.name) ? commands[command.name] : undefined;
  if (!perform)
    return { ok: false, value: { code: "unknown_command", message: `The daemon does not know the command ${command.name}` } };
  try {
    return { ok: true, value: await perform(engine, command.arguments as Record<string, unknown>) };
  } catch (error) {
    return { ok: false, value: { code: isUpclawsError(error) ? error.code : "internal", message: messageOf(error) } };
  }
}

const lookEveryMs = 250;

/** Carries out commands of other processes until the signal aborts. */
export async function serveCommands(
  options: { readonly engine: Engine; readonly queue: CommandQueue; readonly clock: Clock; readonly log: Logger },
  signal: AbortSignal,
): Promise<void> {
  const { engine, queue, clock, log } = options;
  while (!signal.aborted) {
    try {
      for (const command of queue.pending()) {
        queue.answer(command.id, await carryOut(engine, command));
        log.info({ command: command.name }, "command carried out");
      }
    } catch (error) {
      log.error({ reason: messageOf(error) }, "commands cannot be read");
    }
    await clock.sleep(lookEveryMs, signal).catch(() => undefined);
  }
}
