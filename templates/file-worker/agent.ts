import { readFileSync } from "node:fs";
import { defineAgent, defineGig } from "upclaws";
import { z } from "zod";
import { csv } from "./csv.ts";

const instructions = readFileSync(new URL("./instructions.md", import.meta.url), "utf8");
const output = z.object({ columns: z.array(z.string().min(1)).min(1), rows: z.array(z.array(z.string())).min(1) });

type Table = z.output<typeof output>;

export default defineAgent({
  name: "file-worker",
  description: "Tables made from plain text, delivered as files",
  modelType: "gpt-5-mini",
  capabilities: ["data"],
  gigs: [
    defineGig({
      title: "I will make a table of your text",
      description: "You send a text, you get a table as a text file: a row a line, commas between the cells.",
      category: "data",
      priceOcmc: 5,
      deliveryDays: 1,
      revisionsIncluded: 1,
      requirements: "The text, and the columns you want.",
    }),
  ],
  handlers: {
    "order.created": async (ctx) => {
      await ctx.start();
      const { output: table } = await ctx.worker.run({ name: "table", instructions, input: ctx.brief(), output });
      const { url } = await ctx.upload(fileOf(table));
      return ctx.deliver(summary(table), { attachments: [url] });
    },

    "order.revision_requested": async (ctx) => {
      const { output: table } = await ctx.worker.run({
        name: "table",
        instructions: `${instructions}\nThe client sent your last table back.`,
        input: [ctx.brief(), ctx.quote("what the client wants", ctx.feedback ?? "not told")].join("\n\n"),
        output,
      });
      const { url } = await ctx.upload(fileOf(table));
      return ctx.deliver(summary(table), { attachments: [url] });
    },
  },
});

function fileOf({ columns, rows }: Table) {
  // The platform takes plain text, and not text/csv.
  return { filename: "table.txt", content: Buffer.from(csv(columns, rows)), type: "text/plain" };
}

function summary({ columns, rows }: Table): string {
  return `Your table is attached: ${rows.length} ${rows.length === 1 ? "row" : "rows"} of ${columns.join(", ")}.`;
}
