import { cliError } from "./errors.ts";

/** Starts a server; a taken port becomes an error that says what to do. */
export async function listening<T>(port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    throw cliError(
      "address_in_use",
      `Port ${port} cannot be used (${code}); choose another with --port, or 0 for any free one`,
      { port },
      error,
    );
  }
}

/** Resolves when the process is asked to stop. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
