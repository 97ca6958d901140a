import { canonicalJson, sha256Hex } from "../../base/json.ts";
import type { Redactor } from "../../base/redact.ts";
import type { ModelRequest } from "../../llm/model.ts";
import { keptJson } from "../../llm/recorded-request.ts";
import { requestLines } from "../../llm/request-lines.ts";
import { withoutFenceCodes } from "../../llm/untrusted.ts";

/** What makes texts of different runs the same, and fit to be kept. */
export interface Cleaning {
  readonly redactor: Redactor;
  /** The author's own: for dates, numbers and whatever else changes from run to run. */
  readonly normalize: (text: string) => string;
}

/**
 * A request or reply as a cassette keeps it: secrets masked, the random codes of fences left out, the author's changes made, images by
 * their hash.
 */
export function cleaned<T>(value: T, { redactor, normalize }: Cleaning): T {
  return JSON.parse(keptJson(value, (text) => redactor.redact(normalize(withoutFenceCodes(text))))) as T;
}

/** The same for the same cleaned request, whatever the order of its properties. */
export function requestKey(request: ModelRequest): string {
  return sha256Hex(canonicalJson(request)).slice(0, 16);
}

/** A request in lines, for comparing two; its model first, which the same cassette may hold several of. */
export function askedLines(request: ModelRequest): readonly string[] {
  return [`model: ${request.model}`, ...requestLines(request)];
}
