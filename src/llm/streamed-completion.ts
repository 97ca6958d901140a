import { z } from "zod";

const chunkSchema = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        delta: z
          .object({
            content: z.string().nullish(),
            refusal: z.string().nullish(),
            tool_calls: z
              .array(
                z.object({
                  index: z.number().int().nullish(),
                  id: z.string().nullish(),
                  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  usage: z.unknown().optional(),
});

type Delta = NonNullable<NonNullable<z.output<typeof chunkSchema>["choices"]>[number]["delta"]>;
type CallDelta = NonNullable<Delta["tool_calls"]>[number];

interface CallInParts {
  id: string | undefined;
  name: string;
  arguments: string;
}

/** Puts the chunks of a streamed chat completion together again. What a chunk lacks or has too much is tolerated. */
export class StreamedCompletion {
  #model: string | undefined;
  #text: string | null = null;
  #refusal = "";
  #finishReason: string | undefined;
  #usage: unknown;
  #begun = false;
  #damaged = false;
  #half = "";
  readonly #calls: CallInParts[] = [];
  /** The call that deltas of a number belong to. */
  readonly #numbered = new Map<number, CallInParts>();

  /** Whether the endpoint said that the reply is complete; a stream that ends before was cut off. */
  get finished(): boolean {
    return this.#finishReason !== undefined;
  }

  /** Whether chunks that may have held words could not be read. */
  get damaged(): boolean {
    return this.#damaged || this.#half !== "";
  }

  /**
   * Takes the data of one event and returns the text it adds. JSON split over two events is joined; noise that is no JSON object is dropped;
   * an object that cannot be read makes the reply `damaged`. An `error` object in place of a chunk is returned.
   */
  add(data: string): { readonly text: string; readonly error?: unknown } {
    const value = this.#objectIn(data);
    if (value === undefined) return { text: "" };
    if ("error" in value && value.error) return { text: "", error: value.error };
    const chunk = chunkSchema.safeParse(value);
    if (!chunk.success) {
      this.#damaged = true;
      return { text: "" };
    }
    this.#begun = true;
    this.#model = chunk.data.model || this.#model;
    // In the last chunk, in one of its own after it, or a running count in every one: the last told counts.
    if (chunk.data.usage) this.#usage = chunk.data.usage;
    const choice = chunk.data.choices?.[0];
    if (choice?.finish_reason) this.#finishReason = choice.finish_reason;
    return { text: choice?.delta ? this.#addDelta(choice.delta) : "" };
  }

  /** The body a request without `stream` would have got; undefined when no chunk came. */
  body(): unknown {
    if (!this.#begun) return undefined;
    const calls = this.#calls.map(({ id, name, arguments: text }) => ({ id, function: { name, arguments: text } }));
    const message = { content: this.#text, refusal: this.#refusal, tool_calls: calls };
    return { model: this.#model, choices: [{ finish_reason: this.#finishReason, message }], usage: this.#usage };
  }

  #objectIn(data: string): object | undefined {
    const joined = objectOf(this.#half + data);
    if (joined) {
      this.#half = "";
      return joined;
    }
    if (this.#half !== "") {
      this.#damaged = true;
      this.#half = "";
      const alone = objectOf(data);
      if (alone) return alone;
    }
    // Anything else never was a chunk: `ping`, `[DONE]`, a sentence of a proxy.
    if (data.trimStart().startsWith("{")) this.#half = data;
    return undefined;
  }

  #addDelta(delta: Delta): string {
    if (typeof delta.content === "string") this.#text = (this.#text ?? "") + delta.content;
    this.#refusal += delta.refusal ?? "";
    for (const [position, call] of (delta.tool_calls ?? []).entries()) this.#addCall(call, position);
    return delta.content ?? "";
  }

  #addCall(delta: CallDelta, position: number): void {
    const call = this.#callOf(delta, position);
    call.id ??= delta.id || undefined;
    call.name += delta.function?.name ?? "";
    call.arguments += delta.function?.arguments ?? "";
  }

  #callOf(delta: CallDelta, position: number): CallInParts {
    const { index } = delta;
    const known = typeof index === "number" ? this.#numbered.get(index) : this.#unnumbered(delta, position);
    if (known && !begins(delta, known)) return known;
    const call: CallInParts = { id: undefined, name: "", arguments: "" };
    this.#calls.push(call);
    if (typeof index === "number") this.#numbered.set(index, call);
    return call;
  }

  /** Some endpoints number no calls and send each one whole: a new id begins a new call, anything else goes on with the last. */
  #unnumbered({ id }: CallDelta, position: number): CallInParts | undefined {
    const last = this.#calls.length - 1;
    return id && this.#calls[last]?.id !== id ? undefined : this.#calls[Math.max(last, position)];
  }
}

/** Gemini's endpoint sends every call whole and as number 0. A new id alone begins none: some endpoints draw one for each piece of a call. */
function begins({ id, function: of }: CallDelta, { id: before, name }: CallInParts): boolean {
  return Boolean(id && before && id !== before && of?.name && name);
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
