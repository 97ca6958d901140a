import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import type { StepRecord } from "../../engine/records.ts";
import type { Run } from "../../engine/run.ts";
import { usdFromNano } from "../../llm/prices.ts";
import type { Participant } from "./participant.ts";

const bookedSchema = z.object({ booked: z.object({ inputTokens: z.number(), outputTokens: z.number() }) });

/** Adds up the model calls that the agents' steps have booked; `onCommitted` hears of each. */
export function countModelUse(
  engine: Pick<Engine, "events">,
  participants: readonly Participant[],
  onCommitted: (participant: Participant, run: Run, step: StepRecord) => void,
): void {
  // To tell of a step costs reading its value.
  if (participants.length === 0) return;
  const byName = new Map(participants.map((participant) => [participant.name, participant]));
  engine.events.on("stepDone", ({ run, step }) => {
    const participant = step.costUnit === "usd_nano" ? byName.get(run.agent) : undefined;
    if (!participant) return;
    const { tally } = participant;
    const told = bookedSchema.safeParse(step.value);
    tally.modelCalls++;
    tally.inputTokens += told.data?.booked.inputTokens ?? 0;
    tally.outputTokens += told.data?.booked.outputTokens ?? 0;
    tally.costUsd += usdFromNano(step.cost);
    onCommitted(participant, run, step);
  });
}
