import type { AgentPhase } from "../agent-status.ts";

/** What health looks at of an agent in this process. */
export interface WatchedAgent {
  readonly name: string;
  readonly phase: AgentPhase;
  /** When a poll last succeeded; undefined when none has yet. */
  readonly lastPolledMs: number | undefined;
}
