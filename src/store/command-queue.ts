import type { Clock } from "../base/clock.ts";
import type { Json } from "../base/json.ts";
import { openDatabase } from "../base/sqlite/database.ts";
import type { Migration } from "../base/sqlite/migrations.ts";

/** Something another process asks of the owner of the data directory. */
export interface Command {
  readonly id: number;
  /** dead-letters.retry, approvals.approve, pause … */
  readonly name: string;
  readonly arguments: Json;
  readonly createdAtMs: number;
}

/** What the owner answered. */
export interface CommandAnswer {
  readonly ok: boolean;
  readonly value: Json;
}

const keepAnsweredMs = 24 * 3_600_000;

const migrations: readonly Migration[] = [
  {
    name: "commands",
    up: `CREATE TABLE command (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      arguments TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      answer TEXT
    ) STRICT;`,
  },
];

/**
 * The small file beside the database through which other processes speak to the owner: they append, the owner carries out and answers.
 * A command is pending until it is answered, so one that was being carried out at a crash is carried out again: commands are idempotent.
 */
export interface CommandQueue {
  /** Durable when it returns; answers the command's id. */
  append(name: string, args: Json): number;
  /** Unanswered commands, oldest first. */
  pending(): readonly Command[];
  answer(id: number, answer: CommandAnswer): void;
  /** Undefined while the owner has not answered. Answers are kept for a day. */
  answerOf(id: number): CommandAnswer | undefined;
  close(): void;
}

/** `path` is a file or `:memory:`. */
export function openCommandQueue(path: string, clock: Clock): CommandQueue {
  const database = openDatabase({ path, migrations });
  return {
    append(name, args) {
      const row = database.get<{ id: number }>(
        "INSERT INTO command (name, arguments, created_at_ms) VALUES (?, ?, ?) RETURNING id",
        name,
        JSON.stringify(args),
        clock.now(),
      );
      return row?.id ?? 0;
    },
    pending: () =>
      database
        .all<{ id: number; name: string; arguments: string; created_at_ms: number }>(
          "SELECT id, name, arguments, created_at_ms FROM command WHERE answer IS NULL ORDER BY id",
        )
        .map((row) => ({ id: row.id, name: row.name, arguments: JSON.parse(row.arguments), createdAtMs: row.created_at_ms })),
    answer(id, answer) {
      database.run("UPDATE command SET answer = ? WHERE id = ?", JSON.stringify(answer), id);
      // Not this one, whatever the time: the clock of who asked may be behind ours.
      const beforeMs = clock.now() - keepAnsweredMs;
      database.run("DELETE FROM command WHERE answer IS NOT NULL AND created_at_ms < ? AND id < ?", beforeMs, id);
    },
    answerOf(id) {
      const text = database.get<{ answer: string | null }>("SELECT answer FROM command WHERE id = ?", id)?.answer;
      return typeof text === "string" ? JSON.parse(text) : undefined;
    },
    close: () => database.close(),
  };
}
