/** Asks every 20 ms of real time, or `everyMs`, until the answer is truthy; for what other processes do. Rejects after `withinMs`. */
export async function until<T>(
  ask: () => Promise<T> | T,
  { withinMs, what, everyMs = 20 }: { readonly withinMs: number; readonly what: () => string; readonly everyMs?: number },
): Promise<NonNullable<T>> {
  const deadlineMs = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadlineMs) throw new Error(`Waited ${withinMs} ms in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
