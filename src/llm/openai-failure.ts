import { APIConnectionError, APIConnectionTimeoutError, APIError } from "openai";
import type { Clock } from "../base/clock.ts";
import { isUpclawsError, messageOf, type UpclawsError } from "../base/errors.ts";
import { Redactor } from "../base/redact.ts";
import { retryAfterMs } from "../base/retry-after.ts";
import { endpointError } from "./endpoint-error.ts";
import { llmError } from "./errors.ts";

const longestQuote = 300;

// Ended before a byte of the request was sent: nothing can have been billed. By system call, by code (undici's, nock's), by what certificates suffer.
const unsentCalls = ["connect", "getaddrinfo"];
const unsentCodes = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];
const certificateCodes = /^(CERT_|ERR_TLS_CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/;

/** Turns what the openai package throws, and what an endpoint sends, into errors of the catalogue that hold no key. */
export class OpenAiFailures {
  readonly #endpoint: string;
  readonly #clock: Clock;
  readonly #redactor = new Redactor();

  constructor(options: { readonly endpoint: string; readonly apiKey: string; readonly clock: Clock }) {
    this.#endpoint = options.endpoint;
    this.#clock = options.clock;
    this.#redactor.add(options.apiKey);
  }

  /** Anything thrown during a call. An UpclawsError stays what it is. */
  coded(thrown: unknown): UpclawsError {
    if (isUpclawsError(thrown)) return thrown;
    if (thrown instanceof APIConnectionTimeoutError) return this.timedOut(undefined);
    if (thrown instanceof APIConnectionError) return this.#unreachable(thrown);
    if (thrown instanceof APIError && thrown.status !== undefined) {
      return endpointError({
        status: thrown.status,
        endpointCode: this.#told(thrown.code),
        param: this.#told(thrown.param),
        message: this.#quote(thrown.message.replace(/^\d{3} /, "")),
        retryAfterMs: retryAfterMs(Object.fromEntries(thrown.headers ?? []), this.#clock.now()),
      });
    }
    if (thrown instanceof SyntaxError) return this.badReply("malformed JSON", thrown.message);
    return this.#unreachable(thrown);
  }

  badReply(what: string, received: string): UpclawsError {
    const details = { endpoint: this.#endpoint, received: this.#quote(received), mayBeBilled: true };
    return llmError("model_bad_reply", `The model endpoint ${this.#endpoint} sent ${what}: ${this.#quote(received)}`, details);
  }

  /** An error object in the middle of a stream: the model had begun. */
  brokenStream(error: unknown): UpclawsError {
    const received = this.#quote(JSON.stringify(error));
    const details = { endpoint: this.#endpoint, received, mayBeBilled: true };
    return llmError("model_overloaded", `The model endpoint ${this.#endpoint} failed while it streamed: ${received}`, details);
  }

  cutOff(): UpclawsError {
    const details = { endpoint: this.#endpoint, mayBeBilled: true };
    return llmError("model_unreachable", `The stream of the model endpoint ${this.#endpoint} ended too early`, details);
  }

  timedOut(timeoutMs: number | undefined): UpclawsError {
    const details = { endpoint: this.#endpoint, timeoutMs, mayBeBilled: true };
    return llmError("model_timeout", `No complete reply from the model endpoint ${this.#endpoint} in time`, details);
  }

  // No `cause`: what the package throws may hold headers and texts nobody has redacted.
  #unreachable(thrown: unknown): UpclawsError {
    const cause = causeOf(thrown);
    const causeCode = cause?.code;
    const why = causeCode ?? this.#quote(messageOf(thrown));
    const mayBeBilled = !(cause && isUnsent(cause));
    const details = { endpoint: this.#endpoint, ...(causeCode ? { causeCode } : {}), mayBeBilled };
    return llmError("model_unreachable", `No reply from the model endpoint ${this.#endpoint}: ${why}`, details);
  }

  #quote(text: string): string {
    return this.#redactor.redact(text).slice(0, longestQuote);
  }

  #told(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? this.#quote(value) : undefined;
  }
}

interface SystemError extends Error {
  /** ECONNREFUSED … */
  readonly code: string;
  readonly syscall?: unknown;
  /** When each of a name's addresses was tried. */
  readonly errors?: unknown;
}

/** The system's error somewhere down the chain of causes. */
function causeOf(thrown: unknown): SystemError | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ("code" in error && typeof error.code === "string") return error as SystemError;
  }
  return undefined;
}

function isUnsent({ code, syscall, errors }: SystemError): boolean {
  if (unsentCodes.includes(code) || certificateCodes.test(code)) return true;
  if (Array.isArray(errors)) return errors.length > 0 && errors.every((one) => isUnsent(one as SystemError));
  return typeof syscall === "string" && unsentCalls.includes(syscall);
}
