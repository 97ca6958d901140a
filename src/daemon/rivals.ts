import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Json } from "../base/json.ts";
import type { Logger } from "../base/logger.ts";
import type { Engine } from "../engine/engine.ts";

/** That somebody else moved orders of an agent which only its own key can move. */
export interface Rivalry {
  /** At least so often. */
  readonly count: number;
  readonly lastMs: number;
  readonly lastOrderId: string | null;
}

const scope = "#rivals";
/** Events in which nobody but the seller may act: who loses one to another shares the key with him. */
const ownMoves: readonly string[] = ["order.created", "order.revision_requested"];

/** Warns of another daemon, or a person, that works with the key of one of our agents, and remembers it for `status`. */
export function watchRivals(engine: Engine, clock: Clock, log: Logger): void {
  engine.events.on("runEnded", ({ run, outcome }) => {
    if (outcome.kind !== "lost_to_other" || !ownMoves.includes(run.kind)) return;
    const { agent, subject } = run;
    log.warn(
      { agent, order: subject, run: run.id, reason: outcome.reason },
      "somebody else moved this order: is the agent's key in use elsewhere?",
    );
    const count = (readRivalries(engine).get(agent)?.count ?? 0) + 1;
    const rivalry: Rivalry = { count, lastMs: clock.now(), lastOrderId: subject };
    engine.writeState([{ scope, key: agent, value: rivalry as unknown as Json }]).catch((error: unknown) => {
      log.warn({ agent, reason: messageOf(error) }, "not remembered");
    });
  });
}

/** By agent. */
export function readRivalries(engine: Pick<Engine, "readState">): ReadonlyMap<string, Rivalry> {
  return engine.readState(scope) as unknown as ReadonlyMap<string, Rivalry>;
}
