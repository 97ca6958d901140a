/** An error body in OpenAI's shape. */
export interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

export function openAiError(
  status: number,
  message: string,
  code: string | null = null,
  param: string | null = null,
): OpenAiErrorBody {
  return { error: { message, type: errorType(status), param, code } };
}

function errorType(status: number): string {
  if (status >= 500) return "server_error";
  return status === 429 ? "requests" : "invalid_request_error";
}
