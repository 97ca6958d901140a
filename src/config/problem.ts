/** Keys and indices from the root of the file. */
export type KeyPath = readonly (string | number)[];

/** One thing that is wrong with the configuration, ready to show. Never holds a secret. */
export interface Problem {
  readonly file: string;
  /** Counted from 1; of the value, of the key when the key itself is wrong, of the parent when something is missing. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** `agents[0].budget.usdPerDay`; `$` for the file as a whole. */
  readonly path: string;
  /** The value as JSON, shortened; `[secret]` for secrets; `missing`. */
  readonly received: string;
  /** What would be right, or how to put it right. */
  readonly allowed: string;
  readonly message: string;
}

export function pathText(path: KeyPath): string {
  const text = path.reduce<string>((before, key) => {
    if (typeof key === "number") return `${before}[${key}]`;
    const plain = /^[\w-]+$/.test(key);
    return `${before}${plain ? `${before === "" ? "" : "."}${key}` : `[${JSON.stringify(key)}]`}`;
  }, "");
  return text === "" ? "$" : text;
}

/** `upclaws.config.yaml:12:5 daemon.concurrency: too large; received 70000, allowed: at most 10000` */
export function problemText(problem: Problem): string {
  const { file, line, column, path, message, received, allowed } = problem;
  const facts = [
    ...(received === message ? [] : [`received ${received}`]),
    ...(message.endsWith(allowed) ? [] : [`allowed: ${allowed}`]),
  ];
  return `${file}:${line}:${column} ${path}: ${[message, facts.join(", ")].filter(Boolean).join("; ")}`;
}

/** In the order of the file. */
export function byPosition(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}
