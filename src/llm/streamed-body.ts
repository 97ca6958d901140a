import type { TextListener } from "./model.ts";
import type { OpenAiFailures } from "./openai-failure.ts";
import { serverSentData } from "./server-sent-data.ts";
import { StreamedCompletion } from "./streamed-completion.ts";

export interface ReceivedBody {
  /** A chat completion as it would come in one piece, or whatever was sent instead. */
  readonly body: unknown;
  /** Whether the text was told while it came. */
  readonly streamed: boolean;
  /** Words may be missing. */
  readonly damaged: boolean;
}

/**
 * Reads the answer to a request with `stream`. Read here and not by the openai package, whose stream ends with an error at the first chunk that is not
 * JSON. An endpoint that does not stream sends its body in one piece. Rejects when the stream breaks before the reply is complete.
 */
export async function streamedBody(
  response: Response,
  onText: TextListener | undefined,
  failures: OpenAiFailures,
): Promise<ReceivedBody> {
  if (!response.headers.get("content-type")?.includes("text/event-stream") || !response.body)
    return { body: await response.text(), streamed: false, damaged: false };
  const whole = new StreamedCompletion();
  let done = false;
  try {
    for await (const data of serverSentData(response.body)) {
      done = data.trim() === "[DONE]";
      if (done) break;
      const { text, error } = whole.add(data);
      if (error !== undefined) throw failures.brokenStream(error);
      if (text) onText?.(text);
    }
  } catch (thrown) {
    // All that is missing is the usage: the reply stands, and its cost is the maximum.
    if (!whole.finished) throw thrown;
  }
  if (!whole.finished && !done) throw failures.cutOff();
  return { body: whole.body(), streamed: true, damaged: whole.damaged };
}
