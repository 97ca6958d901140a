import type { Engine } from "../engine/engine.ts";
import type { Run } from "../engine/run.ts";
import type { ReceivedMessage } from "./context/order-context.ts";
import { type AgentEvent, eventOf } from "./event.ts";

export function receivedMessage(event: AgentEvent): ReceivedMessage {
  const { content, sender_name, attachments } = event.payload;
  return { content: content ?? "", senderName: sender_name ?? null, attachments: attachments ?? [] };
}

/** The newest of the order's runs: what has been told of the order by now. */
export function latestSequence(engine: Engine, run: Run): number {
  if (!run.subject) return run.sequence;
  return engine.list({ agent: run.agent, subject: run.subject, limit: 1 }).at(-1)?.sequence ?? run.sequence;
}

/**
 * Messages exist only in notifications (PLATFORM row 23), and every notification is a run: the inbox is the archive. Only runs up to
 * `sequence` count, so that a replay sees what the first execution saw.
 */
export function messagesUpTo(engine: Engine, run: Run, sequence: number): readonly ReceivedMessage[] {
  if (!run.subject) return [];
  return engine
    .list({ agent: run.agent, subject: run.subject, kind: "message.received", limit: 1_000 })
    .filter((other) => other.sequence <= sequence)
    .sort((a, b) => a.sequence - b.sequence)
    .map((other) => receivedMessage(eventOf(other)));
}
