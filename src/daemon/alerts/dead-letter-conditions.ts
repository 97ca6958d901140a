import type { ConditionSources, Conditions } from "./condition.ts";

/** More are counted by `status`; nobody reads so many alerts. */
const mostListed = 500;
const longestReason = 500;

/** Runs that were given up. */
export function deadLetterConditions({ engine }: ConditionSources): Conditions {
  const dead = engine.list({ status: ["dead"], limit: mostListed });
  return {
    conditions: dead.map(({ id, agent, kind, subject, code, reason }) => ({
      kind: "deadLetter",
      subject: id,
      agent,
      text: `A run of agent ${agent} was given up (${code ?? "no code"}): upclaws dead-letters show ${id}`,
      details: { runId: id, event: kind, orderId: subject, code, reason: reason?.slice(0, longestReason) ?? null },
    })),
    ...(dead.length === mostListed && { cutOff: ["deadLetter"] }),
  };
}
