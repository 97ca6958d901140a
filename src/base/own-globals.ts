import { syncBuiltinESMExports } from "node:module";
import { ownChance } from "./own-chance.ts";
import { ownClocks } from "./own-clocks.ts";
import { ownErrands } from "./own-errands.ts";
import { ownTimers } from "./own-timers.ts";
import type { Worlds } from "./own-world.ts";
import { refuseRealWorld } from "./real-world.ts";
import { replacements } from "./replacements.ts";

/** Puts functions into the places of the globals that ask on every call whose world they are in. Answers how to put the old ones back. */
export function ownGlobals(worlds: Worlds): () => void {
  const { replace, replaceGetter, undo } = replacements();
  ownClocks(replace, replaceGetter, worlds);
  ownChance(replace, worlds);
  ownTimers(replace, worlds);
  ownErrands(replace, worlds);
  refuseRealWorld(replace, worlds);
  syncBuiltinESMExports();
  return () => {
    undo();
    syncBuiltinESMExports();
  };
}
