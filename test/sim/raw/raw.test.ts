import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LineFile } from "../../../src/sim/raw/line-file.ts";
import { orderColumns, writeOrdersCsv } from "../../../src/sim/raw/orders-csv.ts";
import { parseScenario } from "../../../src/sim/scenario/scenario.ts";
import { simulate } from "../../../src/sim/simulate.ts";
import { generatedRecord } from "../../support/simulation-record.ts";
import { tempDirectory } from "../../support/temp-directory.ts";

/** RFC 4180, read character by character. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quoted && character === '"' && text[at + 1] === '"') at++;
    else if (character === '"') {
      quoted = !quoted;
      continue;
    }
    if (!quoted && (character === "," || text.startsWith("\r\n", at))) {
      rows.at(-1)?.push(cell);
      cell = "";
      if (character !== ",") {
        rows.push([]);
        at++;
      }
    } else cell += character;
  }
  return rows.slice(0, -1);
}

describe("the orders file", () => {
  it("holds every order of every run, and is read back as it was whatever the texts are", async () => {
    const record = generatedRecord({ seed: 4, orders: 12 });
    const odd = { ...record, orders: record.orders.map((order) => ({ ...order, gigTitle: 'He said "hi",\r\nand left' })) };
    const file = join(tempDirectory(), "orders.csv");
    await writeOrdersCsv(file, [
      { set: {}, record: odd },
      { set: { "a.count": 3 }, record },
    ]);
    const [head, ...rows] = parseCsv(readFileSync(file, "utf8"));
    expect(head).toEqual(Object.keys(orderColumns));
    expect(rows).toHaveLength(24);
    const cell = (row: number, column: keyof typeof orderColumns) => rows[row]?.[Object.keys(orderColumns).indexOf(column)];
    expect(cell(0, "gig_title")).toBe('He said "hi",\r\nand left');
    expect(cell(12, "set")).toBe("count=3");
    expect(rows.map((_, row) => cell(row, "number"))).toEqual([...odd.orders, ...record.orders].map(({ number }) => number));
    expect(rows.map((_, row) => Number(cell(row, "created_ms")))).toEqual(
      [...odd.orders, ...record.orders].map((order) => order.createdMs),
    );
  });

  it("lets no name act as a spreadsheet's formula", async () => {
    const record = generatedRecord({ seed: 4, orders: 4 });
    const names = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1"];
    const agents = record.agents.map((agent, index) => ({ ...agent, name: names[index % names.length] ?? "" }));
    const file = join(tempDirectory(), "formulas.csv");
    await writeOrdersCsv(file, [{ set: {}, record: { ...record, agents } }]);
    const cells = parseCsv(readFileSync(file, "utf8")).flat();
    expect(cells.filter((cell) => /^[=+\-@\t]/.test(cell))).toEqual([]);
  });

  it("has its columns explained, each one and no other", () => {
    const page = readFileSync(new URL("../../../docs/simulate-results.md", import.meta.url), "utf8");
    const table = page.slice(page.indexOf("## The orders file"), page.indexOf("## The event log"));
    const explained = [...table.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
    expect(explained).toEqual(Object.keys(orderColumns));
  });
});

it("the event log has its types, fields and data explained, whatever happens", async () => {
  const page = readFileSync(new URL("../../../docs/simulate-results.md", import.meta.url), "utf8");
  const [, fields = "", types = ""] = page
    .slice(page.indexOf("## The event log"), page.indexOf("## The JSON document"))
    .split(/^\| (?:field|type) .*$/m);
  const names = (text: string) => [...text.matchAll(/`([\w.]+)`/g)].map(([, name]) => name);
  const known = new Set([...fields.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name));
  const data = new Map([...types.matchAll(/^\| `([\w.]+)` +\| (.*)$/gm)].map(([, type, text = ""]) => [type, names(text)]));
  const scenario = parseScenario(
    `
name: eventful
duration: 12h
after: 4d
daemon: { pollInterval: 10m, busyPollInterval: 1m, reconcileInterval: 6h }
populations:
  makers: { kind: seller, count: 2, price: 5, declines: 0.2, messages: 0.5, skill: 0.5, spread: 0.4 }
  readers: { kind: buyer, count: 2, balance: 300, wants: { perDay: 40 }, attentive: 0.7, acceptsFrom: 0.6, reviews: 1 }
disputes: [{ share: 0.4, after: 1h, lasts: 1d }]
crashes: [{ every: 6h }]
`,
    "eventful.yaml",
  );
  const seen = new Set<string>();
  const onEvent = (line: string) => {
    const event = JSON.parse(line) as { readonly type: string; readonly data?: object };
    seen.add(event.type);
    expect(Object.keys(event).filter((key) => !known.has(key))).toEqual([]);
    expect(data.get(event.type), event.type).toEqual(expect.arrayContaining(Object.keys(event.data ?? {})));
  };
  await simulate(scenario, { onEvent });
  expect([...data.keys()].filter((type) => type !== "file.uploaded").sort()).toEqual([...seen].sort());
});

it("a file of lines holds all of them in order, however many pieces they take", () => {
  const file = join(tempDirectory(), "lines.jsonl");
  const lines = Array.from({ length: 4_000 }, (_, index) => JSON.stringify({ index, text: "Größe ".repeat(8) }));
  const out = new LineFile(file);
  for (const line of lines) out.write(line);
  out.close();
  expect(readFileSync(file, "utf8")).toBe(`${lines.join("\n")}\n`);
});
