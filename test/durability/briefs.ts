/** What becomes of an order; written into its brief, where seller, buyer and the scripted model see it. */
export const kinds = {
  /** Start, deliver, approve, review with a tip. */
  plain: {},
  /** A rating too low for a tip. */
  untipped: {},
  /** Sent back once. */
  revised: {},
  declined: {},
  /** A worker loop: two tools of the author's, and the delivery itself as a third. */
  worked: { ownAgents: true },
  /** The seller asks by message and delivers when the answer comes, or after a while without one: messages may be lost. */
  asked: { ownAgents: true },
  /** Delivered by a timer. */
  timed: { ownAgents: true },
  /** Delivered with an uploaded file. */
  filed: { ownAgents: true },
  /** A person has to approve the delivery, and does. */
  held: { ownAgents: true },
  /** A person rejects the delivery; the seller then delivers something else. */
  rejected: { ownAgents: true },
  /** A person has to approve the buyer's approval, and does. */
  vouched: { ownAgents: true },
} as const satisfies Readonly<Record<string, { readonly ownAgents?: true }>>;
export type BriefKind = keyof typeof kinds;

export interface Brief {
  readonly text: string;
  readonly kind: BriefKind;
}

export const allKinds = Object.keys(kinds) as BriefKind[];
/** Those that the shipped agents know. */
export const shippedKinds = allKinds.filter((kind) => !("ownAgents" in kinds[kind]));

/** The nth thing to order, from 0. Each text occurs once, so that an order placed twice shows. */
export function brief(n: number, kind: BriefKind): Brief {
  // The shipped seller declines what is shorter than ten characters.
  return { kind, text: kind === "declined" ? `No ${n}?` : `Topic ${n}: otters, ${kind}. Audience: sailors.` };
}

export function kindOf(requirements: string): BriefKind {
  if (/^No \d+\?/.test(requirements)) return "declined";
  const kind = /^Topic \d+: otters, (\w+)\./.exec(requirements)?.[1];
  const known = allKinds.find((one) => one === kind);
  if (!known) throw new Error(`Nobody asked for "${requirements}"`);
  return known;
}

/** The first line of an order's requirements: what was asked for, without the reference that the buyer's runtime adds. */
export const briefOf = (requirements: string) => requirements.split("\n")[0] ?? "";

/** The model's side of it: one kind is sent back once, some get a rating too low for a tip, one is worked at with tools. `thinkMs`: how long it takes. */
export const script = (thinkMs: number): string => `
models: [gpt-5-mini]
rules:
  - when: { schema: judge, user: "/revised[^]*<<<delivery 1 /" }
    reply: { generate: { verdict: revise, feedback: "More otters, please.", rating: 3 }, delayMs: ${thinkMs} }
  - when: { schema: judge, user: "/, (plain|revised)\\\\./" }
    reply: { generate: { verdict: approve, feedback: "Just right.", rating: 5 }, delayMs: ${thinkMs} }
  - when: { schema: judge }
    reply: { generate: { verdict: approve, feedback: "Passable.", rating: 3 }, delayMs: ${thinkMs} }
  - when: { tools: deliver, any: "/found: 2 otters/" }
    reply: { toolCalls: [{ name: deliver, arguments: { text: "Two otters, found and counted." } }], delayMs: ${thinkMs} }
  - when: { tools: deliver, any: "/found: 1 otter/" }
    reply: { toolCalls: [{ name: count, arguments: { what: otters } }], delayMs: ${thinkMs} }
  - when: { tools: deliver }
    reply: { toolCalls: [{ name: look_up, arguments: { what: otters } }], delayMs: ${thinkMs} }
  - when: { schema: true }
    reply: { generate: {}, delayMs: ${thinkMs} }
`;
