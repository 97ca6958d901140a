const brand = Symbol.for("upclaws.error");

/** What the catalogue says of one error code. */
export interface ErrorDefinition {
  /** One sentence for the reference page: when this error is raised and what to do. */
  readonly summary: string;
  /** May the same request or run succeed later without anybody changing anything? */
  readonly retryable: boolean;
}

/** A folder's error codes: `code → definition`. Every error the package raises has an entry in exactly one catalogue. */
export type ErrorCatalogue = Readonly<Record<string, ErrorDefinition>>;

export interface UpclawsErrorOptions {
  readonly retryable: boolean;
  /** Figures and values for machines: the value received, what is allowed, where. Never a secret. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/**
 * Any failure the package reports on purpose. Decide by `code`, never by message text.
 * Recognised by a `Symbol.for` brand, so that a second copy of the package in the tree cannot break `isUpclawsError`.
 */
export class UpclawsError extends Error {
  override readonly name: string = "UpclawsError";
  readonly code: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: UpclawsErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.details = options.details ?? {};
    Object.defineProperty(this, brand, { value: true });
  }
}

export function isUpclawsError(value: unknown): value is UpclawsError {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

/** The `code` of an UpclawsError, or undefined for anything else. */
export function errorCode(value: unknown): string | undefined {
  return isUpclawsError(value) ? value.code : undefined;
}

/** A constructor bound to one catalogue: the code must be in it, and `retryable` comes from it. */
export function errorFactory<C extends ErrorCatalogue>(catalogue: C) {
  return (
    code: keyof C & string,
    message: string,
    details?: Readonly<Record<string, unknown>>,
    cause?: unknown,
  ): UpclawsError => {
    const definition = catalogue[code];
    return new UpclawsError(code, message, { retryable: definition?.retryable ?? false, details, cause });
  };
}

/** A message for people from anything that can be thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
