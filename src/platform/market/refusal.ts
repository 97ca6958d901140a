import type { ApiErrorCode } from "../../protocol/api-errors.ts";
import type { OrderRecord } from "./order-record.ts";

export interface RefusalContext {
  /** Figures for machines; never a secret. */
  readonly details?: unknown;
  /** The order as it is, told with `invalid_state` (PLATFORM row 1). */
  readonly order?: OrderRecord;
}

/** A request the market declines by its rules. Nothing was changed, or what was is rolled back. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: ApiErrorCode;
  readonly details: unknown;
  readonly order: OrderRecord | undefined;

  constructor(code: ApiErrorCode, message: string, context: RefusalContext = {}) {
    super(message);
    this.code = code;
    this.details = context.details;
    this.order = context.order;
  }
}
