import type { ApiRequest, ApiResponse, Transport } from "../../src/protocol/transport.ts";

export type Answer = Partial<ApiResponse> | Error | ((signal: AbortSignal) => Promise<ApiResponse>);

/** Answers each request with the next of `answers` (the last one repeats) and keeps the requests. */
export function scriptedTransport(...answers: readonly Answer[]): Transport & { readonly requests: ApiRequest[] } {
  const requests: ApiRequest[] = [];
  return {
    requests,
    send: async (request, signal) => {
      requests.push(request);
      const answer = answers[Math.min(requests.length, answers.length) - 1] ?? {};
      if (answer instanceof Error) throw answer;
      if (typeof answer === "function") return await answer(signal);
      return { status: 200, headers: {}, body: undefined, ...answer };
    },
    close: async () => {},
  };
}

/** Never answers; rejects when aborted, as a transport must. */
export function hang(signal: AbortSignal): Promise<ApiResponse> {
  return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
