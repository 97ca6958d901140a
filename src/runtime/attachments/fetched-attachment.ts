import type { InputPart } from "../../llm/worker-task.ts";
import { runtimeError } from "../errors.ts";
import type { Execution } from "../execution.ts";
import { refused } from "./attachment-sources.ts";

/** For one file, name look-up and connection included. */
const timeoutMs = 30_000;

/** One step per file: a replay sees the same bytes, or the same refusal. */
export function fetchedAttachment({ agent, journal, clock }: Execution, address: string): Promise<InputPart> {
  return journal.step("attachment", async (signal) => {
    if (!agent.fetchAttachment) throw refused("cannot be fetched here: nothing tells from which hosts it may come");
    const deadline = clock.deadline(timeoutMs, signal);
    try {
      return await agent.fetchAttachment(address, deadline.signal);
    } catch (error) {
      if (!deadline.expired) throw error;
      throw runtimeError("attachment_unavailable", `An attachment did not arrive within ${timeoutMs} ms`, {}, error);
    } finally {
      deadline.cancel();
    }
  });
}
