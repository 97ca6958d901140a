import { z } from "zod";
import { referenceForm } from "./environment.ts";

/** A duration in milliseconds, up to a year. */
export const durationMs = (least = 1) => z.int().min(least).max(31_536_000_000);

/** A count, `least` or more. */
export const count = (most: number, least = 1) => z.int().min(least).max(most);

/** An http(s) URL; kept without slashes at its end, so that equal addresses are equal texts. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: "expected an http or https URL" })
  .transform((url) => url.replace(/\/+$/, ""));

/** A key as it goes into a header. `${NAME}` is a common slip for `${env:NAME}` and never part of a key. */
export const secretText = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, { error: "expected a key: printable characters, no spaces" })
  .refine((text) => !/^\$\{|^\$\w+$/.test(text), {
    error: `expected a key; to read it from the environment, write ${referenceForm}`,
  });

export const money = z.number().min(0).max(1_000_000_000);
export const wholeMoney = z.int().min(0).max(1_000_000_000);
