import type { SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";

type Row = Record<string, SQLOutputValue>;

/**
 * A prepared statement whose rows are ordinary objects. Node's own have no prototype and are dictionaries: they take twice as long to make as the
 * bare values, and each copy of one costs as much as the query.
 */
export class Statement {
  readonly #statement: StatementSync;
  readonly #names: readonly string[];
  /** One row without values: its copies share one shape, which all code that reads them learns. */
  readonly #blank: Row;

  /** It surely changes nothing. */
  readonly reads: boolean;

  constructor(statement: StatementSync, sql: string) {
    this.reads = /^\s*SELECT\b/i.test(sql);
    this.#statement = statement;
    statement.setReturnArrays(true);
    this.#names = statement.columns().map(({ name }) => name);
    this.#blank = Object.fromEntries(this.#names.map((name) => [name, null]));
  }

  /** How many rows were changed. */
  run(values: readonly SQLInputValue[]): number {
    return Number(this.#statement.run(...values).changes);
  }

  /** The rowid of the row inserted. */
  insert(values: readonly SQLInputValue[]): number {
    return Number(this.#statement.run(...values).lastInsertRowid);
  }

  get(values: readonly SQLInputValue[]): Row | undefined {
    const row = this.#statement.get(...values) as unknown as readonly SQLOutputValue[] | undefined;
    return row && this.#row(row);
  }

  all(values: readonly SQLInputValue[]): Row[] {
    const rows = this.#statement.all(...values) as unknown as readonly (readonly SQLOutputValue[])[];
    return rows.map((row) => this.#row(row));
  }

  #row(values: readonly SQLOutputValue[]): Row {
    const row = { ...this.#blank };
    const names = this.#names;
    for (let index = 0; index < names.length; index++) row[names[index] as string] = values[index] as SQLOutputValue;
    return row;
  }
}
