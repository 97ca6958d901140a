import { isUpclawsError } from "../base/errors.ts";
import type { RequestForm } from "./chat-request.ts";

type TokenField = RequestForm["tokenField"];

const newestFirst: readonly TokenField[] = ["max_completion_tokens", "max_tokens"];

/** How each model of one endpoint wants to be asked. Learned from what it refuses and accepts; remembered as long as the endpoint's Model lives. */
export class WireDialect {
  readonly #fields = new Map<string, readonly TokenField[]>();
  /** Models whose request with `stream` was answered, and how. */
  readonly #streams = new Map<string, boolean>();

  /** The forms to ask with, best first. More than one only until one was answered: a refused request costs nothing. */
  forms(model: string, stream: boolean): readonly RequestForm[] {
    const fields = this.#fields.get(model) ?? newestFirst;
    const known = this.#streams.get(model);
    const streams = stream ? (known === undefined ? [true, false] : [known]) : [false];
    return streams.flatMap((streamed) => fields.map((tokenField) => ({ tokenField, stream: streamed })));
  }

  answered(model: string, streamWanted: boolean, form: RequestForm): void {
    this.#fields.set(model, [form.tokenField]);
    if (streamWanted) this.#streams.set(model, form.stream);
  }

  /** Its streams cannot be read: from now on whole replies are asked for. */
  streamsBadly(model: string): void {
    this.#streams.set(model, false);
  }

  /** It wrote more than it was allowed, so it does not know this name of the limit: from now on the other one is tried first. */
  ignoresLimit(model: string, { tokenField }: RequestForm): void {
    this.#fields.set(model, [...newestFirst.filter((field) => field !== tokenField), tokenField]);
  }
}

const formParams = new Set(["max_completion_tokens", "max_tokens", "stream", "stream_options"]);

/** Whether another form may help: 400 or 422, unless the endpoint names a parameter that has nothing to do with the form. */
export function mayBeAboutForm(error: unknown): boolean {
  if (!isUpclawsError(error) || error.code !== "model_rejected") return false;
  const { status, param } = error.details;
  return (status === 400 || status === 422) && (typeof param !== "string" || formParams.has(param));
}
