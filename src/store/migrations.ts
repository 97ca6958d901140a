import type { Migration } from "../base/sqlite/migrations.ts";

/**
 * The schema of `upclaws.db`, as history. Append only. Times are epoch milliseconds, amounts integers, JSON is text.
 *
 * A run's row is deleted only when its id is in `pruned_run`, for ever; `sequence` orders runs of all lanes. Plain steps belong to a `generation`:
 * `retry --fresh` starts a new one instead of deleting, so that booked cost stays booked.
 */
export const migrations: readonly Migration[] = [
  {
    name: "runs, steps, claims, state",
    up: `
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

      CREATE TABLE run (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        agent TEXT NOT NULL,
        lane TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT,
        data TEXT NOT NULL,
        available_at_ms INTEGER NOT NULL,
        status TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        holds_lane INTEGER NOT NULL DEFAULT 0,
        suspect INTEGER NOT NULL DEFAULT 0,
        crashes INTEGER NOT NULL DEFAULT 0,
        generation INTEGER NOT NULL DEFAULT 0,
        created_at_ms INTEGER NOT NULL,
        ended_at_ms INTEGER,
        reason TEXT,
        code TEXT
      ) STRICT;
      CREATE INDEX run_by_status ON run (status, sequence);
      CREATE INDEX run_by_subject ON run (subject, sequence) WHERE subject IS NOT NULL;

      CREATE TABLE step (
        run INTEGER NOT NULL REFERENCES run (sequence),
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        occurrence INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        agent TEXT NOT NULL,
        subject TEXT,
        status TEXT NOT NULL,
        value TEXT,
        note TEXT,
        intent_id TEXT,
        params TEXT,
        pre_image TEXT,
        sent_at_ms INTEGER,
        cost_unit TEXT,
        cost INTEGER NOT NULL DEFAULT 0,
        started_at_ms INTEGER NOT NULL,
        ended_at_ms INTEGER,
        PRIMARY KEY (run, kind, name, occurrence, generation)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX action_count ON step (agent, subject, name, status) WHERE kind = 'action';
      CREATE INDEX cost_by_agent ON step (cost_unit, agent, started_at_ms, cost) WHERE cost_unit IS NOT NULL;
      CREATE INDEX cost_by_subject ON step (cost_unit, subject, agent, started_at_ms, cost) WHERE cost_unit IS NOT NULL;

      CREATE TABLE claim (
        key TEXT PRIMARY KEY,
        run_id TEXT NOT NULL,
        claimed_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE state (
        scope TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (scope, key)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: "approvals",
    up: `
      CREATE TABLE approval (
        id TEXT NOT NULL UNIQUE,
        agent TEXT NOT NULL,
        run_id TEXT NOT NULL,
        lane TEXT NOT NULL,
        order_id TEXT,
        action TEXT NOT NULL,
        params TEXT NOT NULL,
        situation TEXT NOT NULL,
        hash TEXT NOT NULL,
        expires_at_ms INTEGER,
        status TEXT NOT NULL,
        held_at_ms INTEGER NOT NULL,
        decided_at_ms INTEGER,
        ended_at_ms INTEGER,
        decided_by TEXT,
        ended_by TEXT,
        reason TEXT,
        result TEXT
      ) STRICT;
      CREATE INDEX approval_by_status ON approval (status, held_at_ms);
      CREATE INDEX approval_held_by_run ON approval (run_id) WHERE status = 'held';
    `,
  },
  {
    name: "alerts",
    up: `
      CREATE TABLE alert (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        agent TEXT,
        text TEXT NOT NULL,
        details TEXT NOT NULL,
        raised_at_ms INTEGER NOT NULL,
        resolved_at_ms INTEGER,
        sent_at_ms INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0,
        due_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX alert_open ON alert (kind, subject) WHERE resolved_at_ms IS NULL;
      CREATE INDEX alert_due ON alert (due_at_ms) WHERE sent_at_ms IS NULL;
      CREATE INDEX alert_by_age ON alert (raised_at_ms);
    `,
  },
  {
    name: "webhook hints",
    up: `
      CREATE TABLE webhook_hint (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        agent TEXT NOT NULL,
        delivery_id TEXT NOT NULL,
        type TEXT NOT NULL,
        order_id TEXT,
        payload TEXT NOT NULL,
        received_at_ms INTEGER NOT NULL,
        used_at_ms INTEGER,
        UNIQUE (agent, delivery_id)
      ) STRICT;
      CREATE INDEX webhook_hint_unused ON webhook_hint (agent, sequence) WHERE used_at_ms IS NULL;
      CREATE INDEX webhook_hint_newest ON webhook_hint (agent, sequence);
      CREATE INDEX webhook_hint_by_age ON webhook_hint (received_at_ms);
    `,
  },
  {
    name: "pruned runs",
    up: `
      CREATE TABLE pruned_run (
        id TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL,
        digest TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE pruned_action (
        agent TEXT NOT NULL,
        subject TEXT NOT NULL,
        name TEXT NOT NULL,
        status TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (agent, subject, name, status)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE pruned_cost (
        cost_unit TEXT NOT NULL,
        agent TEXT NOT NULL,
        subject TEXT NOT NULL,
        cost INTEGER NOT NULL,
        latest_ms INTEGER NOT NULL,
        PRIMARY KEY (cost_unit, subject, agent)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX pruned_cost_by_age ON pruned_cost (cost_unit, latest_ms, agent, cost);
    `,
  },
  { name: "pruned runs that lost", up: "ALTER TABLE pruned_run ADD COLUMN lost INTEGER NOT NULL DEFAULT 0" },
  {
    // The parts of what a step asked for; the step's `params` lists their keys. Long bodies are compressed: a BLOB in raw deflate.
    name: "texts of steps",
    up: `
      CREATE TABLE step_text (
        run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
        key TEXT NOT NULL,
        body ANY NOT NULL,
        UNIQUE (run, key)
      ) STRICT;
    `,
  },
];
