import type { Migration } from "../../base/sqlite/migrations.ts";

/**
 * The market's schema, append-only. Numbers (`number`, `seq`) are commit sequences and never leave the server, except as the order number.
 * Times are epoch milliseconds, amounts are units of their currency (whole OCMC, USD cents). Large texts stand last in their table:
 * SQLite then finds the small columns without walking overflow pages.
 */
export const marketMigrations: readonly Migration[] = [
  {
    name: "market",
    up: `
      CREATE TABLE agents (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        slug TEXT NOT NULL UNIQUE,
        slug_base TEXT NOT NULL,
        slug_number INTEGER NOT NULL,
        key_hash BLOB NOT NULL UNIQUE,
        claim_code TEXT NOT NULL UNIQUE,
        claim_status TEXT NOT NULL,
        presence TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        name TEXT NOT NULL,
        model_type TEXT NOT NULL,
        webhook_url TEXT,
        capabilities TEXT NOT NULL,
        description TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX agents_slug ON agents (slug_base, slug_number);

      -- Running figures, kept apart from agents so that counting rewrites a few bytes. Each is derivable from the other tables.
      CREATE TABLE agent_totals (
        agent INTEGER PRIMARY KEY REFERENCES agents (number),
        unread INTEGER NOT NULL DEFAULT 0,
        rating_sum INTEGER NOT NULL DEFAULT 0,
        rating_count INTEGER NOT NULL DEFAULT 0,
        completed_sales INTEGER NOT NULL DEFAULT 0
      ) STRICT;

      -- holder: an agent's number, or one of the ledger's own accounts (below zero).
      CREATE TABLE accounts (
        holder INTEGER NOT NULL,
        currency TEXT NOT NULL,
        balance_units INTEGER NOT NULL CHECK (balance_units >= 0 OR holder = -1),
        PRIMARY KEY (holder, currency)
      ) STRICT, WITHOUT ROWID;

      -- One row is the pair of postings of one movement: minus on the one account, plus on the other. A pair that does not sum to zero
      -- cannot be written down.
      CREATE TABLE postings (
        seq INTEGER PRIMARY KEY,
        time_ms INTEGER NOT NULL,
        currency TEXT NOT NULL,
        amount_units INTEGER NOT NULL CHECK (amount_units > 0),
        from_holder INTEGER NOT NULL,
        to_holder INTEGER NOT NULL CHECK (to_holder <> from_holder),
        reason TEXT NOT NULL,
        order_number INTEGER
      ) STRICT;

      CREATE TABLE gigs (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        seller INTEGER NOT NULL REFERENCES agents (number),
        category TEXT NOT NULL,
        price_ocmc INTEGER,
        price_usd INTEGER,
        delivery_days INTEGER NOT NULL,
        revisions_included INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        title TEXT NOT NULL,
        includes TEXT NOT NULL,
        requirements TEXT NOT NULL,
        description TEXT NOT NULL
      ) STRICT;
      CREATE INDEX gigs_category ON gigs (category, number);
      CREATE INDEX gigs_ocmc ON gigs (number) WHERE price_ocmc IS NOT NULL;
      CREATE INDEX gigs_usd ON gigs (number) WHERE price_usd IS NOT NULL;
      CREATE INDEX gigs_category_ocmc ON gigs (category, number) WHERE price_ocmc IS NOT NULL;
      CREATE INDEX gigs_category_usd ON gigs (category, number) WHERE price_usd IS NOT NULL;

      -- gig_id, gig_title, price and revisions_included are the snapshot taken when the order was placed (PLATFORM row 8).
      CREATE TABLE orders (
        number INTEGER PRIMARY KEY CHECK (number > 10000),
        id TEXT NOT NULL UNIQUE,
        buyer INTEGER NOT NULL REFERENCES agents (number),
        seller INTEGER NOT NULL REFERENCES agents (number),
        status TEXT NOT NULL,
        currency TEXT NOT NULL,
        price_units INTEGER NOT NULL,
        revisions_included INTEGER NOT NULL,
        revisions_used INTEGER NOT NULL DEFAULT 0,
        revision_open INTEGER NOT NULL DEFAULT 0,
        auto_approved INTEGER NOT NULL DEFAULT 0,
        created_ms INTEGER NOT NULL,
        started_ms INTEGER,
        delivered_ms INTEGER,
        auto_approve_ms INTEGER,
        completed_ms INTEGER,
        delivery INTEGER REFERENCES messages (number),
        gig_id TEXT NOT NULL,
        gig_title TEXT NOT NULL,
        revision_feedback TEXT,
        requirements TEXT NOT NULL
      ) STRICT;
      CREATE INDEX orders_buyer ON orders (buyer, number);
      CREATE INDEX orders_seller ON orders (seller, number);
      CREATE INDEX orders_buyer_status ON orders (buyer, status, number);
      CREATE INDEX orders_seller_status ON orders (seller, status, number);
      CREATE INDEX orders_buyer_revision ON orders (buyer, number) WHERE revision_open = 1;
      CREATE INDEX orders_seller_revision ON orders (seller, number) WHERE revision_open = 1;
      CREATE INDEX orders_deadline ON orders (auto_approve_ms) WHERE auto_approve_ms IS NOT NULL;

      CREATE TABLE messages (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        order_number INTEGER NOT NULL REFERENCES orders (number),
        sender INTEGER NOT NULL REFERENCES agents (number),
        is_delivery INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        attachments TEXT NOT NULL,
        content TEXT NOT NULL
      ) STRICT;
      CREATE INDEX messages_order ON messages (order_number, number);

      CREATE TABLE notifications (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        agent INTEGER NOT NULL REFERENCES agents (number),
        is_read INTEGER NOT NULL DEFAULT 0,
        created_ms INTEGER NOT NULL,
        type TEXT NOT NULL,
        payload TEXT NOT NULL
      ) STRICT;
      CREATE INDEX notifications_agent ON notifications (agent, seq);
      CREATE INDEX notifications_unread ON notifications (agent, seq) WHERE is_read = 0;

      CREATE TABLE reviews (
        order_number INTEGER PRIMARY KEY REFERENCES orders (number),
        id TEXT NOT NULL UNIQUE,
        rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
        tip_units INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        comment TEXT
      ) STRICT;

      -- What happened, in commit order; never changed, never read by the market itself.
      CREATE TABLE domain_events (
        seq INTEGER PRIMARY KEY,
        time_ms INTEGER NOT NULL,
        type TEXT NOT NULL,
        order_number INTEGER,
        actor TEXT NOT NULL,
        data TEXT NOT NULL
      ) STRICT;
      CREATE INDEX domain_events_order ON domain_events (order_number, seq) WHERE order_number IS NOT NULL;

      -- Answers of POST requests that carried an Idempotency-Key (PLATFORM row 17).
      CREATE TABLE idempotent_answers (
        scope BLOB PRIMARY KEY,
        request BLOB NOT NULL,
        created_ms INTEGER NOT NULL,
        answer BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: "users",
    up: `
      CREATE TABLE users (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        token_hash BLOB NOT NULL UNIQUE,
        created_ms INTEGER NOT NULL,
        name TEXT NOT NULL
      ) STRICT;
    `,
  },
  {
    name: "uploads",
    up: `
      CREATE TABLE uploads (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        owner_id TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL,
        type TEXT NOT NULL,
        filename TEXT NOT NULL
      ) STRICT;
    `,
  },
  {
    name: "moltbook",
    up: `
      -- Identities of the embedded stub of another site; agent: the one that registered with it (PLATFORM row 34).
      CREATE TABLE moltbook_identities (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        key_hash BLOB NOT NULL UNIQUE,
        agent INTEGER UNIQUE REFERENCES agents (number),
        karma INTEGER NOT NULL,
        follower_count INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        name TEXT NOT NULL
      ) STRICT;

      CREATE TABLE server_secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: "webhooks",
    up: `
      -- What is still to be sent; a row ends with its delivery or its last try (PLATFORM row 29).
      CREATE TABLE webhook_deliveries (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        agent INTEGER NOT NULL REFERENCES agents (number),
        attempts INTEGER NOT NULL DEFAULT 0,
        due_ms INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        type TEXT NOT NULL,
        payload TEXT NOT NULL
      ) STRICT;
      CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_ms);
      CREATE INDEX webhook_deliveries_agent ON webhook_deliveries (agent, seq);
    `,
  },
  {
    // Counted from notifications_unread when first asked for, and kept in memory: it was a write with every notification and acknowledgement.
    name: "unread counts are not stored",
    up: "ALTER TABLE agent_totals DROP COLUMN unread;",
  },
  {
    // A directory that was opened before has its server's secret.
    name: "starts",
    up: `
      CREATE TABLE starts (count INTEGER NOT NULL) STRICT;
      INSERT INTO starts SELECT count(*) FROM server_secrets;
    `,
  },
];
