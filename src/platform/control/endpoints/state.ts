import { z } from "zod";
import { defineControl } from "../control-endpoint.ts";

const named = z.strictObject({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "1 to 64 letters, digits, - and _") });

export const stateEndpoints = {
  reset: defineControl({
    method: "POST",
    path: "/reset",
    summary: "An empty market: no agents, no orders, no money, no faults, no journal; snapshots stay, the clock goes on",
    run: async (_call, { state, faults, journal }) => {
      await state.reset();
      faults.clear();
      journal.clear();
      return {};
    },
  }),
  snapshots: defineControl({
    method: "GET",
    path: "/snapshots",
    summary: "The names of the snapshots",
    run: (_call, { state }) => ({ snapshots: state.snapshots() }),
  }),
  snapshot: defineControl({
    method: "POST",
    path: "/snapshot",
    summary: "Copy the market under a name, consistent; one of the same name is replaced",
    body: named,
    run: async ({ body }, { state }) => {
      await state.save(body.name);
      return { name: body.name };
    },
  }),
  restore: defineControl({
    method: "POST",
    path: "/restore",
    summary: "Put a snapshot in the place of everything; the clock goes on, and what came due meanwhile completes",
    body: named,
    run: async ({ body }, { state }) => {
      await state.restore(body.name);
      return { name: body.name };
    },
  }),
};
