import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Calls `task` outside whatever asynchronous context the caller is in. A run that is dispatched because somebody submitted it is not
 * part of the submitter: on the virtual clock the submitter would count as idle for as long as the run takes.
 */
export const detached: <T>(task: () => T) => T = AsyncLocalStorage.snapshot();
