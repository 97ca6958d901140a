import type { Content } from "./content.ts";
import type { ModelMessage, ModelRequest, OutputFormat, ToolDescription } from "./model.ts";
import type { OutputRung } from "./output-ladder.ts";
import { untrustedNotice } from "./untrusted.ts";

export interface RequestParts {
  readonly instructions: string;
  readonly input: Content;
  /** Those that are offered now. */
  readonly tools: () => readonly ToolDescription[];
  readonly format: Extract<OutputFormat, { readonly type: "json_schema" }> | undefined;
  readonly maxOutputTokens: number;
}

/** One conversation as requests: the same messages for any model and any way to ask for the output. */
export class RequestBuilder {
  readonly #parts: RequestParts;
  readonly #messages: ModelMessage[];
  readonly #systems = new Map<OutputRung, ModelMessage>();

  constructor(parts: RequestParts) {
    this.#parts = parts;
    this.#messages = [{ role: "user", content: parts.input }];
  }

  get wantsJson(): boolean {
    return this.#parts.format !== undefined;
  }

  add(...messages: readonly ModelMessage[]): void {
    this.#messages.push(...messages);
  }

  at(model: string, rung: OutputRung): ModelRequest {
    const { format, maxOutputTokens } = this.#parts;
    const tools = this.#parts.tools();
    return {
      model,
      messages: [this.#system(rung), ...this.#messages],
      maxOutputTokens,
      ...(tools.length > 0 ? { tools } : {}),
      ...(format && rung === "json_schema" ? { outputFormat: format } : {}),
      ...(format && rung === "json_object" ? { outputFormat: { type: "json_object" } } : {}),
    };
  }

  #system(rung: OutputRung): ModelMessage {
    const known = this.#systems.get(rung);
    if (known) return known;
    const { instructions, format } = this.#parts;
    const wish = format && rung !== "json_schema" ? [`${jsonWish}\n${JSON.stringify(format.schema)}`] : [];
    const message: ModelMessage = { role: "system", content: [instructions, untrustedNotice, ...wish].join("\n\n") };
    this.#systems.set(rung, message);
    return message;
  }
}

const jsonWish =
  "Your final answer is one JSON object and nothing else: no sentence before or after it, no code fence. It fits this JSON Schema:";
