import { z } from "zod";

/** What is odd about the HTTP answer that carries a reply. Inside the process only `choices` counts. */
export const wireOdditiesSchema = z.strictObject({
  /** `none`: an empty list of choices. */
  choices: z.literal("none").optional(),
  /** Streams only, as all below: comments, pings and sentences between the chunks. */
  noise: z.boolean().optional(),
  /** Every chunk arrives in two events, in the middle of its JSON. */
  split: z.boolean().optional(),
  /** The JSON of the nth chunk, from 1, is broken off. */
  malformedChunk: z.number().int().min(1).optional(),
  /** The stream ends after so many chunks. */
  cutAfterChunks: z.number().int().min(0).optional(),
  /** Usage comes after `[DONE]`, where nobody listens any more. */
  lateUsage: z.boolean().optional(),
});

export type WireOddities = z.output<typeof wireOdditiesSchema>;

/** A stream's events as text. `usage` is the last chunk, when there is one. */
export function* eventTexts(chunks: Iterable<object>, usage: object | undefined, odd: WireOddities): Generator<string> {
  let count = 0;
  for (const chunk of chunks) {
    if (count === odd.cutAfterChunks) return;
    count++;
    if (odd.noise) yield ": keep-alive\n\nevent: ping\ndata: ping\n\n";
    const json = JSON.stringify(chunk);
    const middle = Math.floor(json.length / 2);
    if (count === odd.malformedChunk) yield `data: ${json.slice(0, middle)}\n\n`;
    else if (odd.split) yield `data: ${json.slice(0, middle)}\n\ndata: ${json.slice(middle)}\n\n`;
    else yield `data: ${json}\n\n`;
  }
  const last = usage ? `data: ${JSON.stringify(usage)}\n\n` : "";
  const done = "data: [DONE]\n\n";
  yield odd.lateUsage ? done + last : last + done;
}
