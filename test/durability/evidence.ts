import type { Clock } from "../../src/base/clock.ts";
import { type Database, openDatabase } from "../../src/base/sqlite/database.ts";
import type { StepStatus } from "../../src/engine/records.ts";
import type { RunStatus } from "../../src/engine/run.ts";
import { type DomainEvent, DomainEvents } from "../../src/platform/market/domain-events.ts";
import { checkLedger } from "../../src/platform/market/ledger-check.ts";
import type { ApprovalStatus } from "../../src/store/approval.ts";
import { type Brief, briefOf } from "./briefs.ts";
import { withView } from "./data-view.ts";

/** Where to look; processes may be at work on both folders. */
export interface Scene {
  readonly platformDir: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly modelCalls: number;
  readonly load: { readonly wanted: readonly Brief[] };
}

/** An order as the platform has it. */
export interface PlacedOrder {
  readonly id: string;
  readonly brief: string;
  readonly status: string;
  readonly buyer: string;
  readonly seller: string;
  /** What its last delivery came with. */
  readonly attachments: number;
  /** Oldest first. */
  readonly events: readonly DomainEvent[];
}

export interface DaemonRun {
  readonly id: string;
  readonly agent: string;
  readonly kind: string;
  readonly subject: string | null;
  readonly status: RunStatus;
  readonly code: string | null;
  readonly reason: string | null;
  readonly attempts: number;
  readonly availableAtMs: number;
}

export interface DaemonStep {
  readonly runId: string;
  readonly kind: "step" | "action";
  readonly name: string;
  readonly status: StepStatus;
  readonly costUnit: "usd_nano" | "ocmc" | null;
}

interface Told {
  readonly id: string;
  readonly agent: string;
  readonly type: string;
  readonly isRead: number;
}

interface HeldAction {
  readonly action: string;
  readonly orderId: string | null;
  readonly params: string;
  readonly status: ApprovalStatus;
}

interface PrunedRun {
  readonly id: string;
  readonly modelCalls: number;
}

/** Everything there is to judge by: the platform's own record on one side, the data directory on the other. */
export interface Evidence {
  readonly atMs: number;
  readonly wanted: readonly Brief[];
  readonly orders: readonly PlacedOrder[];
  readonly notifications: readonly Told[];
  readonly moneyConserved: boolean;
  readonly modelCalls: number;
  readonly runs: readonly DaemonRun[];
  /** Actions, and steps that cost something. */
  readonly steps: readonly DaemonStep[];
  readonly approvals: readonly HeldAction[];
  /** What stays of runs that ended long ago. */
  readonly pruned: readonly PrunedRun[];
}

export function collectEvidence({ platformDir, dataDir, clock, modelCalls, load }: Scene): Evidence {
  const platform = openDatabase({ path: `${platformDir}/platform.db`, readOnly: true });
  try {
    // The platform first: what it holds as read was committed here before.
    const notifications = platform.all<Told>(
      "SELECT n.id, a.name AS agent, n.type, n.is_read AS isRead FROM notifications n JOIN agents a ON a.number = n.agent ORDER BY n.seq",
    );
    const orders = ordersIn(platform);
    const moneyConserved = checkLedger(platform).conserved;
    const own = withView({ dataDir, clock }, (database) => ({
      runs: database.all<DaemonRun>(
        "SELECT id, agent, kind, subject, status, code, reason, attempts, available_at_ms AS availableAtMs FROM run ORDER BY sequence",
      ),
      steps: database.all<DaemonStep>(
        `SELECT r.id AS runId, s.kind, s.name, s.status, s.cost_unit AS costUnit FROM step s JOIN run r ON r.sequence = s.run
         WHERE s.kind = 'action' OR s.cost_unit IS NOT NULL`,
      ),
      approvals: database.all<HeldAction>("SELECT action, order_id AS orderId, params, status FROM approval ORDER BY rowid"),
      pruned: database.all<PrunedRun>(
        "SELECT id, coalesce(json_array_length(digest, '$.calls'), 0) AS modelCalls FROM pruned_run",
      ),
    }));
    const none = { runs: [], steps: [], approvals: [], pruned: [] };
    return { atMs: clock.now(), wanted: load.wanted, orders, notifications, moneyConserved, modelCalls, ...(own ?? none) };
  } finally {
    platform.close();
  }
}

function ordersIn(platform: Database): readonly PlacedOrder[] {
  const events = Map.groupBy(new DomainEvents(platform).list({ limit: 10_000_000 }), ({ orderId }) => orderId);
  const rows = platform.all<Omit<PlacedOrder, "events" | "brief"> & { requirements: string }>(
    `SELECT o.id, o.status, o.requirements, b.id AS buyer, s.id AS seller, coalesce(json_array_length(m.attachments), 0) AS attachments
     FROM orders o JOIN agents b ON b.number = o.buyer JOIN agents s ON s.number = o.seller
     LEFT JOIN messages m ON m.number = o.delivery ORDER BY o.number`,
  );
  return rows.map(({ requirements, ...order }) => ({
    ...order,
    brief: briefOf(requirements),
    events: events.get(order.id) ?? [],
  }));
}
