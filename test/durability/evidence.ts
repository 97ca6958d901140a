import { errorCode } from "../../src/base/errors.ts";
import type { StepRecord } from "../../src/engine/records.ts";
import type { Run } from "../../src/engine/run.ts";
import { RunQueries } from "../../src/engine/run-queries.ts";
import type { DomainEvent } from "../../src/platform/market/domain-events.ts";
import { type DataDirectoryView, openDataDirectoryReadOnly } from "../../src/store/data-directory.ts";
import type { ToldNotification } from "../support/platform-actors.ts";
import { type TestAnswer, testClient } from "../support/platform-client.ts";
import { agentNames, type CrashWorld } from "./crash-world.ts";

/** An order as the platform has it. */
export interface PlacedOrder {
  readonly id: string;
  readonly brief: string;
  readonly status: string;
  /** Types of its events, oldest first, without their `order.`. */
  readonly story: readonly string[];
}

export interface DaemonRun extends Run {
  readonly steps: readonly StepRecord[];
}

/** Everything there is to judge by: the platform's own record on one side, the data directory on the other. */
export interface Evidence {
  readonly wanted: number;
  readonly orders: readonly PlacedOrder[];
  readonly events: readonly DomainEvent[];
  readonly notifications: readonly (ToldNotification & { readonly agent: string })[];
  readonly runs: readonly DaemonRun[];
  readonly moneyConserved: boolean;
  readonly modelCalls: number;
}

export async function collectEvidence(world: CrashWorld): Promise<Evidence> {
  const { platform, model } = world.market;
  // The platform first: what it holds as read was committed here before.
  const notifications = (await Promise.all(agentNames.map((agent) => notificationsOf(world, agent)))).flat();
  const events = platform.inspect.events({ limit: 1_000_000 });
  const orders = await ordersIn(world, events);
  return {
    wanted: world.wanted,
    orders,
    events,
    notifications,
    moneyConserved: platform.inspect.ledger().conserved,
    modelCalls: model.callCount,
    runs: readRuns(world),
  };
}

/** What the data directory holds, with or without an owner; nothing when no daemon lived long enough to make one. */
export function readRuns({ dataDir, clock }: Pick<CrashWorld, "dataDir" | "clock">): readonly DaemonRun[] {
  const view = openView(dataDir, clock);
  if (!view) return [];
  try {
    const queries = new RunQueries(view.database);
    return queries.list().map((run) => ({ ...run, steps: queries.steps(run.id) }));
  } finally {
    view.close();
  }
}

function openView(dir: string, clock: CrashWorld["clock"]): DataDirectoryView | undefined {
  try {
    return openDataDirectoryReadOnly({ dir, clock });
  } catch (error) {
    if (["data_directory_missing", "data_directory_outdated"].includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}

async function ordersIn(world: CrashWorld, events: readonly DomainEvent[]): Promise<readonly PlacedOrder[]> {
  const ids = new Set(events.flatMap(({ orderId }) => orderId ?? []));
  return await Promise.all(
    [...ids].map(async (id) => {
      const order = world.ended.get(id) ?? (await ask(world, "shopper", `/tasks/${id}`));
      if (isFinal(order)) world.ended.set(id, order);
      const story = events.filter(({ orderId }) => orderId === id).map(({ type }) => type.replace("order.", ""));
      const text = order.field("order.requirements");
      return { id, brief: text.split("\n")[0] ?? "", status: order.field("order.status"), story };
    }),
  );
}

const isFinal = (order: TestAnswer) => ["completed", "cancelled"].includes(order.field("order.status"));

async function notificationsOf(world: CrashWorld, agent: (typeof agentNames)[number]) {
  const all: (ToldNotification & { readonly agent: string })[] = [];
  for (;;) {
    const cursor = all.length === 0 ? "" : `&since_id=${all.at(-1)?.id}`;
    const answer = await ask(world, agent, `/agents/me/notifications?unread=false&limit=100${cursor}`);
    const page = answer.field<ToldNotification[]>("notifications");
    if (page.length === 0) return all;
    all.push(...page.map((notification) => ({ ...notification, agent })));
  }
}

/** The test reads over the same bad network. */
async function ask({ market, keys }: CrashWorld, agent: (typeof agentNames)[number], path: string): Promise<TestAnswer> {
  const client = testClient(market.apiBaseUrl, keys[agent]);
  let last: unknown;
  for (let attempt = 1; attempt <= 20; attempt++) {
    try {
      const answer = await client.get(path);
      if (answer.status === 200) return answer;
      last = answer.text;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`${path} was not answered: ${String(last)}`);
}
