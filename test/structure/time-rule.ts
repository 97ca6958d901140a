import { parseSync } from "@swc/core";

// Globals and functions of node's modules that bring time, randomness or the network in past the injected Clock, Random and Transport.
const bannedNames = new Set([
  "setTimeout",
  "setInterval",
  "setImmediate",
  "fetch",
  "performance",
  "hrtime",
  "randomUUID",
  "randomBytes",
  "randomInt",
  "getRandomValues",
]);
const bannedMembers = new Set(["Date.now", "Math.random", "AbortSignal.timeout"]);
const bannedModules = /^(node:)?(timers(\/promises)?|perf_hooks)$/;
const bannedSql =
  /\b(datetime|date|time|julianday|unixepoch|strftime)\s*\([^)]*'now'|\b(CURRENT_(TIMESTAMP|DATE|TIME)|random(blob)?\s*\(\s*\d*\s*\))/i;

interface Node {
  readonly type?: string;
  readonly [key: string]: unknown;
}

/** Everything in a TypeScript source that breaks the time rule, in order. Reads the syntax tree, so comments and texts do not count. */
export function findBreaches(source: string): string[] {
  const found: string[] = [];
  walk(parseSync(source, { syntax: "typescript", target: "es2024" }) as unknown as Node, found);
  return found;
}

function walk(node: Node, found: string[]): void {
  if (node.type === "TsTypeQuery") return; // `typeof fetch` is a type
  const breach = breachOf(node);
  if (breach !== undefined) found.push(breach);
  for (const [key, value] of Object.entries(node)) {
    if (isPropertyName(node, key)) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null) walk(child as Node, found);
    }
  }
}

function breachOf(node: Node): string | undefined {
  switch (node.type) {
    case "Identifier":
      return bannedNames.has(String(node.value)) ? String(node.value) : undefined;
    case "MemberExpression": {
      const object = nameOf(node.object);
      const property = nameOf(node.property);
      if (bannedMembers.has(`${object}.${property}`)) return `${object}.${property}`;
      return bannedNames.has(property) && /^(globalThis|global|crypto|process)$/.test(object)
        ? `${object}.${property}`
        : undefined;
    }
    case "NewExpression":
      return nameOf(node.callee) === "Date" && (node.arguments as unknown[] | null)?.length !== 1 ? "new Date()" : undefined;
    case "ImportDeclaration":
      return bannedModules.test(String((node.source as Node).value))
        ? `import "${String((node.source as Node).value)}"`
        : undefined;
    case "StringLiteral":
      return bannedSql.exec(String(node.value))?.[0];
    case "TemplateElement":
      return bannedSql.exec(String(node.raw))?.[0];
    default:
      return undefined;
  }
}

// `clock.setTimeout` and `{ fetch: injected }` name properties of something else; the global is not touched.
function isPropertyName(node: Node, key: string): boolean {
  if (node.type === "MemberExpression") return key === "property" && (node.property as Node).type === "Identifier";
  return key === "key" && node.computed !== true;
}

function nameOf(node: unknown): string {
  const { type, value } = (node ?? {}) as Node;
  return type === "Identifier" ? String(value) : "";
}
