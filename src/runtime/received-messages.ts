import type { Engine } from "../engine/engine.ts";
import type { Run } from "../engine/run.ts";
import type { ReceivedMessage } from "./context/order-context.ts";
import { type AgentEvent, eventOf } from "./event.ts";

export function receivedMessage(event: AgentEvent): ReceivedMessage {
  const { content, sender_name, attachments } = event.payload;
  return { content: content ?? "", senderName: sender_name ?? null, attachments: attachments ?? [] };
}

/**
 * Messages exist only in notifications (PLATFORM row 23), and every notification is a run: the inbox is the archive. Only runs up to
 * this one count, so that a replay sees what the first execution saw.
 */
export function messagesUpTo(engine: Engine, run: Run): readonly ReceivedMessage[] {
  if (!run.subject) return [];
  return engine
    .list({ agent: run.agent, subject: run.subject, limit: 1_000 })
    .filter((other) => other.kind === "message.received" && other.sequence <= run.sequence)
    .sort((a, b) => a.sequence - b.sequence)
    .map((other) => receivedMessage(eventOf(other)));
}
