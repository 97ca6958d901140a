import { z } from "zod";

/** Matches a text; its groups by number ("1") and name fill a reply's placeholders. */
export interface Pattern {
  /** Groups of the first match, empty for a plain substring; undefined when the text does not match. */
  match(text: string): Readonly<Record<string, string>> | undefined;
  readonly groupNames: readonly string[];
}

const regexLiteral = /^\/(?<source>.+)\/(?<flags>[dimsuv]*)$/s;

function regexPattern(regex: RegExp): Pattern {
  // A regex that also accepts the empty text shows all its groups, whatever it is.
  const shape = new RegExp(`${regex.source}|`, regex.flags).exec("");
  const numbered = Array.from({ length: (shape?.length ?? 1) - 1 }, (_, at) => String(at + 1));
  return {
    groupNames: [...numbered, ...Object.keys(shape?.groups ?? {})],
    match(text) {
      const found = regex.exec(text);
      if (!found) return undefined;
      const byNumber = found.slice(1).map((value, index): [string, string] => [String(index + 1), value ?? ""]);
      const byName = Object.entries(found.groups ?? {}).map(([name, value]): [string, string] => [name, value ?? ""]);
      return Object.fromEntries([...byNumber, ...byName]);
    },
  };
}

function substringPattern(part: string): Pattern {
  const lower = part.toLowerCase();
  return { groupNames: [], match: (text) => (text.toLowerCase().includes(lower) ? {} : undefined) };
}

/** A substring, in any case; or a regular expression written `/…/flags`. */
export const patternSchema = z
  .string()
  .min(1)
  .transform((text, context): Pattern => {
    const literal = regexLiteral.exec(text)?.groups;
    if (!literal) return substringPattern(text);
    try {
      return regexPattern(new RegExp(literal.source ?? "", literal.flags));
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "not a regular expression" });
      return z.NEVER;
    }
  });
