import { contentText } from "./content.ts";
import type { ModelMessage, ModelRequest } from "./model.ts";

/** Counts tokens as OpenAI's current models do (o200k_base); other providers' tokenizers differ by some per cent. */
export interface TokenCounter {
  ofText(text: string): number;
  /** Text of messages, tools and output schema of a request, with the framing around them. Without any safety margin, and without images. */
  ofPrompt(request: Pick<ModelRequest, "messages" | "tools" | "outputFormat">): number;
  /** The beginning of `text` that is at most `maxTokens` long. */
  truncate(text: string, maxTokens: number): string;
}

// Merging takes time quadratic in the length of an unbroken run of letters (20,000 letters: 250 ms), and buyers write our prompts.
const sliceLength = 1_000;
// The package keeps 100,000 merges by default, which hostile text turns into hundreds of megabytes.
const mergeCacheSize = 10_000;
// Framing of OpenAI's chat format: a message costs 3 tokens and its role 1, the start of the reply 3, the list of tools about 9.
const messageTokens = 4;
const replyStartTokens = 3;
const toolListTokens = 9;

function slices(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / sliceLength) }, (_, at) =>
    text.slice(at * sliceLength, (at + 1) * sliceLength),
  );
}

let loaded: Promise<TokenCounter> | undefined;

/**
 * A counter that remembers what it counted, by identity. The first call loads the tokenizer's tables (about 0.25 s and 75 MB), which is why nothing
 * imports it at start; later ones get the same counter.
 */
export function loadTokenCounter(): Promise<TokenCounter> {
  loaded ??= createTokenCounter();
  return loaded;
}

async function createTokenCounter(): Promise<TokenCounter> {
  // The package's main import would add the model catalogue on top.
  const encoding = await import("gpt-tokenizer/encoding/o200k_base");
  encoding.setMergeCacheSize(mergeCacheSize);
  // Without this, text that mentions a special token such as <|endoftext|> would throw.
  const asOrdinaryText = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

  const ofText = (text: string): number =>
    slices(text).reduce((sum, slice) => sum + encoding.countTokens(slice, asOrdinaryText), 0);

  const ofMessage = (message: ModelMessage): number => {
    const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
    const callTokens = calls.reduce((sum, call) => sum + ofText(call.name) + ofText(call.arguments) + messageTokens, 0);
    return messageTokens + ofText(contentText(message.content)) + callTokens;
  };

  // A conversation sends the same messages, tools and schema again and again.
  const counted = new WeakMap<object, number>();
  const once = (part: object, count: () => number): number => {
    const tokens = counted.get(part) ?? count();
    counted.set(part, tokens);
    return tokens;
  };

  return {
    ofText,
    ofPrompt({ messages, tools, outputFormat }) {
      const inMessages = messages.reduce((sum, message) => sum + once(message, () => ofMessage(message)), replyStartTokens);
      const inTools = tools?.length ? once(tools, () => ofText(JSON.stringify(tools))) + toolListTokens : 0;
      const inFormat = outputFormat ? once(outputFormat, () => ofText(JSON.stringify(outputFormat))) : 0;
      return inMessages + inTools + inFormat;
    },
    truncate(text, maxTokens) {
      const tokens = slices(text).flatMap((slice) => encoding.encode(slice, asOrdinaryText));
      if (tokens.length <= maxTokens) return text;
      // A cut through a character leaves replacement characters at the end.
      return encoding.decode(tokens.slice(0, maxTokens)).replace(/\uFFFD+$/, "");
    },
  };
}
