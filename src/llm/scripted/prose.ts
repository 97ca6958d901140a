import { sha256Hex } from "../../base/json.ts";
import { seededRandom } from "../../base/random.ts";
import { fencedTexts, withoutFenceCodes } from "../untrusted.ts";

export interface ProseLength {
  /** Roughly how much to write when the bounds leave a choice. */
  readonly sentences: number;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
}

const sentences = [
  "{topic} is easier to understand when you begin with what people actually do with it.",
  "Most readers meet {topic} for the first time through somebody who already depends on it.",
  "Three things matter most here: a clear aim, a small first step, and an honest look at the result.",
  "The usual mistake is to start with the tools instead of the question.",
  "A short example shows why: one person, one afternoon, one thing that works at the end.",
  "None of this needs a large budget, but all of it needs attention.",
  "Whoever compares two approaches to {topic} soon finds that the simpler one lasts longer.",
  "Numbers help, as long as somebody can say where they come from.",
  "The costs are modest, and most of them come early.",
  "What remains is practice, and the patience to change one thing at a time.",
  "Experience with {topic} also shows where to stop.",
  "In short, {topic} rewards care more than speed.",
] as const;

/** Prose about a prompt: the same prompt and salt always give the same text, other prompts give other texts. */
export interface ProseWriter {
  /** A few words naming what the prompt is about. */
  readonly topic: string;
  /** `salt` tells apart several texts for one prompt. At least minLength and at most maxLength characters. */
  write(salt: string, length: ProseLength): string;
}

// "Topic: tides. Audience: children." is about tides.
const namedTopic = /\b(?:topic|subject|about):\s*([^.;\n]+)/i;
const longestTopic = 60;
const longestQuote = 80;

export function proseAbout(prompt: string): ProseWriter {
  const marked = fencedTexts(prompt).filter((text) => text.trim() !== "");
  const content = withoutFenceCodes(prompt);
  const brief = marked[0] ?? prompt;
  const topic = words(namedTopic.exec(brief)?.[1] ?? brief, longestTopic) || "this subject";
  const last = marked.length > 1 ? words(marked.at(-1) ?? "", longestQuote) : "";

  return {
    topic,
    write(salt, { sentences: wanted, minLength = 0, maxLength = Number.POSITIVE_INFINITY }) {
      const order = shuffled(sha256Hex(`${salt}\n${content}`));
      const spoken = order.map((sentence) => sentence.replace("{topic}", () => `“${topic}”`));
      if (last) spoken.splice(Math.min(wanted, 2) - 1, 0, `This version takes up what was said last: ${last}.`);
      let text = spoken.slice(0, wanted).join(" ");
      for (let at = wanted; text.length < minLength; at++) text += `${at % 4 === 0 ? "\n\n" : " "}${spoken[at % spoken.length]}`;
      return cut(text, minLength, maxLength);
    },
  };
}

/** The beginning of a text's first line that says something. */
function words(text: string, maxLength: number): string {
  const line = text.split("\n").find((candidate) => /\p{L}{3}/u.test(candidate)) ?? "";
  const clean = line.replace(/[\s"“”{}<>[\]]+/g, " ").trim();
  return cut(clean, 0, maxLength).replace(/[\s.,;:!?]+$/, "");
}

function shuffled(seed: string): string[] {
  const random = seededRandom(seed);
  return [...sentences]
    .map((sentence) => ({ sentence, rank: random.next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ sentence }) => sentence);
}

/** At a word's end when the bounds allow it. */
function cut(text: string, minLength: number, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const hard = text.slice(0, maxLength);
  const atWord = hard.slice(0, Math.max(hard.lastIndexOf(" "), 0));
  return atWord.length >= Math.max(minLength, 1) ? atWord : hard;
}
