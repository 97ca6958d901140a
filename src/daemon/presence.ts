import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Presence } from "../protocol/entities/agent.ts";
import type { AgentInstance } from "../runtime/agent-instance.ts";

/** Tells the marketplace; a failure is logged and nothing else, since orders come whatever the presence says (PLATFORM row 10). */
export async function setPresence(agent: AgentInstance, status: Presence, log: Logger, signal: AbortSignal): Promise<void> {
  try {
    await agent.client.setStatus({ status }, { signal });
  } catch (error) {
    log.warn({ status, reason: messageOf(error) }, "presence not set");
  }
}
