import type { Random } from "../base/random.ts";
import { fenced } from "../llm/untrusted.ts";
import type { ReceivedMessage } from "./context/order-context.ts";

export interface BriefParts {
  readonly requirements: string;
  readonly messages: readonly ReceivedMessage[];
  readonly attachments: readonly string[];
}

/** One text for a model: what the other party wants, each part inside its own fence as data that is not to be obeyed. */
export function briefText(parts: BriefParts, random: Random): string {
  const blocks = [fenced("requirements", parts.requirements, random)];
  for (const message of parts.messages) {
    // Without the sender's name, which the sender chose: what stands on a fence stands outside of it.
    blocks.push(fenced("message from the other party", message.content, random));
  }
  if (parts.attachments.length > 0) blocks.push(fenced("attachment addresses", parts.attachments.join("\n"), random));
  return blocks.join("\n\n");
}
