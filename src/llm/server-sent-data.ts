const lineEnd = /\r\n|\n|\r/;

/**
 * The `data` of each event of a server-sent stream (HTML standard, section 9.2), in order, up to its end. Comments, other fields and events without
 * data are left out. Rejects as reading the stream does.
 */
export async function* serverSentData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    // A carriage return at the very end may be half of a line end.
    const complete = rest.endsWith("\r") ? rest.slice(0, -1) : rest;
    const lines = complete.split(lineEnd);
    rest = (lines.pop() ?? "") + rest.slice(complete.length);
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
      if (line !== "" || data.length === 0) continue;
      yield data.join("\n");
      data = [];
    }
  }
  // Strictly an event without a blank line after it is dropped; endpoints do end so.
  if (rest.startsWith("data:")) data.push(rest.slice(5).trimStart());
  if (data.length > 0) yield data.join("\n");
}
