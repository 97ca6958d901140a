/** The JSON value that a text is, or holds in a Markdown code fence or among other words; undefined when there is none. */
export function jsonInText(text: string): unknown {
  // Nothing in it may be matched in two ways: a model was told to write line ends by the thousand behind its fence.
  const inFence = /```(?:json)?[^\S\n]*\n([\s\S]*?)```/.exec(text)?.[1];
  const candidates = [text, inFence, between(text, "{", "}"), between(text, "[", "]")];
  for (const candidate of candidates) {
    try {
      if (candidate !== undefined) return JSON.parse(candidate);
    } catch {
      // Not JSON: the next candidate may be.
    }
  }
  return undefined;
}

function between(text: string, open: string, close: string): string | undefined {
  const begin = text.indexOf(open);
  const end = text.lastIndexOf(close);
  return begin >= 0 && end > begin ? text.slice(begin, end + 1) : undefined;
}
