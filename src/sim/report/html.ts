/** Markup that may stand in a page as it is. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | readonly Html[];

/** Markup with holes: what is put into them is escaped unless it is markup itself, so that no name becomes a tag or leaves its attribute. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const inner = texts.map((text, index) => text + (index < parts.length ? markupOf(parts[index] ?? "") : ""));
  return { markup: inner.join("") };
}

/** Markup made elsewhere, e.g. by the chart library. The caller vouches for its tags. */
export function trusted(markup: string): Html {
  return { markup: withoutControls(markup) };
}

const nothing: Html = { markup: "" };

export function when(condition: boolean, markup: () => Html): Html {
  return condition ? markup() : nothing;
}

function markupOf(part: Part): string {
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/** Control characters are no HTML at all, and would reach the terminal of whoever reads the file there. */
function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, "\u{fffd}");
}
