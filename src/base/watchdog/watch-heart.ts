import { performance } from "node:perf_hooks";
import { type BlockLimits, type BlockVerdict, BlockWatch } from "./block-watch.ts";
import { Board } from "./board.ts";

/** What was noticed, and what was under way then, the thing that moved last first. */
export type Notice = NonNullable<BlockVerdict> & { readonly executing: readonly unknown[] };

/** Watches the heart of another thread from this one, in real time. Answers how to stop. */
export function watchHeart(memory: SharedArrayBuffer, limits: BlockLimits, everyMs: number, onNotice: (notice: Notice) => void) {
  const board = new Board(memory);
  const watch = new BlockWatch(limits, everyMs, board.beats, performance.now());
  const look = setInterval(() => {
    const verdict = watch.look(board.beats, performance.now());
    if (verdict) onNotice({ ...verdict, executing: executing(board) });
  }, everyMs);
  return () => clearInterval(look);
}

/** Notes are JSON. One that is being written at this moment is not. */
function executing(board: Board): readonly unknown[] {
  return board.notes().flatMap((note) => {
    try {
      return [JSON.parse(note) as unknown];
    } catch {
      return [];
    }
  });
}
