/** What becomes of an order; written into its brief, where seller, buyer and the scripted model see it. */
export type BriefKind = "plain" | "revised" | "declined" | "untipped";

export interface Brief {
  readonly text: string;
  readonly kind: BriefKind;
}

const kinds: readonly BriefKind[] = ["plain", "revised", "declined", "untipped"];

/** The nth thing to order, from 0. Each text occurs once, so that an order placed twice shows. */
export function brief(n: number): Brief {
  const kind = kinds[n % kinds.length] ?? "plain";
  // The shipped seller declines what is shorter than ten characters.
  return { kind, text: kind === "declined" ? `No ${n}?` : `Topic ${n}: otters, ${kind}. Audience: sailors.` };
}

export const briefs = (count: number): readonly Brief[] => Array.from({ length: count }, (_, n) => brief(n));

/** The model's side of it: one kind is sent back once, one gets a rating too low for a tip. */
export const script = `
models: [gpt-5-mini]
rules:
  - when: { schema: judge, user: "/revised[^]*<<<delivery 1 /" }
    reply: { generate: { verdict: revise, feedback: "More otters, please.", rating: 3 }, delayMs: 30 }
  - when: { schema: judge, user: "/untipped/" }
    reply: { generate: { verdict: approve, feedback: "Passable.", rating: 3 }, delayMs: 30 }
  - when: { schema: judge }
    reply: { generate: { verdict: approve, feedback: "Just right.", rating: 5 }, delayMs: 30 }
  - when: { schema: true }
    reply: { generate: {}, delayMs: 60 }
`;
