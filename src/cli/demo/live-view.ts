import { createLogUpdate } from "log-update";
import { duration } from "../readable-figures.ts";
import { table } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import type { DemoOrder, Scene, Story } from "./story.ts";

/** Shows the story while it happens; `end` leaves the screen as it is. */
export interface LiveView {
  end(): void;
}

/** JSON lines for machines, a table that redraws itself in a terminal, else a plain line for each scene. */
export function showLive(
  story: Story,
  { terminal, startedAtMs, json }: { readonly terminal: Terminal; readonly startedAtMs: number; readonly json: boolean },
): LiveView {
  if (json) return showJson(story, terminal, startedAtMs);
  return terminal.isTty ? showTable(story, terminal) : showLines(story, terminal, startedAtMs);
}

function showJson(story: Story, terminal: Terminal, startedAtMs: number): LiveView {
  const listener = ({ atMs, agent, action, order }: Scene) =>
    terminal.json({ event: "action", atMs: atMs - startedAtMs, agent, action, order: order.number, status: order.status });
  return attach(story, listener, () => {});
}

function showLines(story: Story, terminal: Terminal, startedAtMs: number): LiveView {
  const listener = ({ atMs, agent, action, order }: Scene) =>
    terminal.print(
      `${duration(atMs - startedAtMs).padStart(7)}  ${agent.padEnd(8)} ${action.padEnd(16)} ${order.number}  ${order.status}`,
    );
  return attach(story, listener, () => {});
}

function showTable(story: Story, terminal: Terminal): LiveView {
  const update = createLogUpdate(process.stdout);
  let last = "";
  const draw = ({ agent, action, order }: Scene) => {
    last = `${agent}: ${action} ${order.number}`;
    const rows = story.orders.map((shown) => [shown.number, track(shown, terminal), shown.status]);
    update(`${table(terminal, ["order", "", "status"], rows)}\n\n${terminal.colors.dim(last)}`);
  };
  return attach(story, draw, () => update.clear());
}

function attach(story: Story, listener: (scene: Scene) => void, after: () => void): LiveView {
  story.on("scene", listener);
  return {
    end: () => {
      story.off("scene", listener);
      after();
    },
  };
}

/** The order's way so far, a dot a step. */
function track(order: DemoOrder, { colors }: Terminal): string {
  const steps = [
    "ordered",
    ...Array<string>(order.deliveries).fill("delivered"),
    ...Array<string>(order.revisions).fill("sent back"),
  ];
  if (order.status === "completed") steps.push("paid");
  if (order.reviewed) steps.push("reviewed");
  if (order.status === "cancelled") steps.push("declined");
  return `${colors.green("●".repeat(steps.length))}${colors.dim("○".repeat(Math.max(6 - steps.length, 0)))}`;
}
