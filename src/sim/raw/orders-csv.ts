import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";
import type { PlayedRun } from "../batch/played-run.ts";
import { settingText } from "../batch/setting.ts";
import type { OrderRecord } from "../record.ts";

interface Row {
  readonly run: PlayedRun;
  readonly order: OrderRecord;
  readonly nameOf: ReadonlyMap<string, string>;
}

/** The columns in their order; docs/simulate-results.md explains each. */
export const orderColumns = {
  seed: ({ run }) => run.record.seed,
  set: ({ run }) => settingText(run.set),
  number: ({ order }) => order.number,
  status: ({ order }) => order.status,
  gig_id: ({ order }) => order.gigId,
  gig_title: ({ order }) => order.gigTitle,
  buyer_id: ({ order }) => order.buyerId,
  buyer: ({ order, nameOf }) => nameOf.get(order.buyerId),
  seller_id: ({ order }) => order.sellerId,
  seller: ({ order, nameOf }) => nameOf.get(order.sellerId),
  price_ocmc: ({ order }) => order.priceOcmc,
  tip_ocmc: ({ order }) => order.tipOcmc,
  value_ocmc: ({ order }) => order.valueOcmc,
  quality: ({ order }) => order.quality,
  rating: ({ order }) => order.rating,
  revisions: ({ order }) => order.revisions,
  auto_approved: ({ order }) => (order.autoApproved ? 1 : 0),
  created_ms: ({ order }) => order.createdMs,
  started_ms: ({ order }) => order.startedMs,
  first_delivered_ms: ({ order }) => order.firstDeliveredMs,
  last_delivered_ms: ({ order }) => order.lastDeliveredMs,
  ended_ms: ({ order }) => order.endedMs,
} as const satisfies Record<string, (row: Row) => string | number | null | undefined>;

/**
 * Every order of every run, a line each, as a stream: RFC 4180 with a header and CRLF; nothing for what is not known. A text that a spreadsheet
 * would take for a formula gets an apostrophe before it (OWASP, "CSV Injection"): titles and names are text of strangers.
 */
export async function writeOrdersCsv(file: string, runs: readonly PlayedRun[]): Promise<void> {
  const columns = Object.keys(orderColumns);
  const lines = stringify({ header: true, columns, record_delimiter: "windows", escape_formulas: true });
  await pipeline(Readable.from(rows(runs)), lines, createWriteStream(file));
}

function* rows(runs: readonly PlayedRun[]) {
  const cells = Object.values(orderColumns);
  for (const run of runs) {
    const nameOf = new Map(run.record.agents.map(({ id, name }) => [id, name]));
    for (const order of run.record.orders) yield cells.map((cell) => cell({ run, order, nameOf }));
  }
}
