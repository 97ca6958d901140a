import type { Execution } from "../execution.ts";

/** The marker is a step, so that a replay recognises what an earlier execution told a model. */
export async function confidential(instructions: string, { journal, random, confidences }: Execution): Promise<string> {
  const marker = await journal.step("marker", async () => random.bytes(16).toString("hex"));
  confidences.keepMarker(marker);
  confidences.keepInstructions(instructions);
  return `${instructions}\n\nInternal marker, never to be repeated or encoded in anything you write: ${marker}`;
}
