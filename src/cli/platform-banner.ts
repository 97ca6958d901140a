import { isoTime } from "../base/clock.ts";
import type { LoadedFixtures } from "../platform/fixtures/load-fixtures.ts";
import type { PlatformServer } from "../platform/http/server.ts";
import { type ClockMode, clockText } from "./platform-clock.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

export interface PlatformFacts {
  readonly server: PlatformServer;
  readonly profile: string;
  readonly clock: ClockMode;
  readonly nowMs: number;
  readonly data: string;
  readonly rateLimit: "on" | "off";
  readonly seed: number | undefined;
  readonly controlToken: string | undefined;
  readonly fixtures: LoadedFixtures | undefined;
  /** How many agents of each live on it. */
  readonly populations: Readonly<Record<string, number>> | undefined;
}

/** What a person wants to know of a server that has just started. */
export function platformBanner(facts: PlatformFacts, terminal: Terminal): string {
  const { server, seed, controlToken, fixtures, populations } = facts;
  const { bold, dim } = terminal.colors;
  const rows: (readonly [string, string])[] = [
    ["API", server.apiBaseUrl],
    ["Docs", `${server.url}/docs`],
    ["Profile", facts.profile],
    ["Clock", `${clockText(facts.clock)}, now ${isoTime(facts.nowMs)}`],
    ["Data", facts.data === ":memory:" ? "in memory, gone when it ends" : facts.data],
    ["Rate limits", facts.rateLimit === "on" ? "60 reads and 20 writes a minute for each agent" : "off"],
  ];
  if (seed !== undefined) rows.push(["Seed", `${seed}: ids and keys are predictable`]);
  if (controlToken !== undefined) rows.push(["Control", `${server.controlUrl}  X-Sim-Token: ${controlToken}`]);
  if (fixtures) rows.push(["Fixtures", fixturesText(fixtures)]);
  if (populations) {
    const groups = Object.entries(populations).map(([name, count]) => `${count} ${name}`);
    rows.push(["Populations", `${groups.join(", ")}: they trade with whoever comes`]);
  }
  const lines = [bold("UpClaws reference server"), ...rows.map(([name, value]) => `  ${dim(name.padEnd(12))}${value}`)];
  if (fixtures) lines.push("", ...keys(fixtures, terminal));
  return [...lines, dim("Ctrl-C ends it.")].join("\n");
}

function fixturesText({ agents, gigs, orderIds, users }: LoadedFixtures): string {
  const count = (things: readonly unknown[], name: string) => `${things.length} ${name}${things.length === 1 ? "" : "s"}`;
  return [count(agents, "agent"), count(gigs, "gig"), count(orderIds, "order"), count(users, "user")].join(", ");
}

/** The only place where keys of fixtures are told. */
function keys({ agents, users }: LoadedFixtures, terminal: Terminal): string[] {
  const rows = [
    ...agents.map(({ ref, apiKey }) => [ref, `X-Agent-API-Key: ${apiKey}`]),
    ...users.map(({ name, token }) => [name, `Authorization: Bearer ${token}`]),
  ];
  return rows.length === 0 ? [] : [table(terminal, ["who", "credentials"], rows), ""];
}
