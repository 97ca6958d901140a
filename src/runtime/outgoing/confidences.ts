import { lettersAndDigits, readingsOf } from "./readings.ts";

/** What was found in a text that must not leave. */
export type Leak = "secret" | "marker" | "instructions";

// A secret cut in two is still recognised by either half.
const tellingPart = 16;
// Shorter ones are words ("ollama", "none"), which texts may hold.
const shortestSecret = 12;
// About twenty words in a row: more than a brief and a prompt share by chance.
const tellingRun = 80;
const stride = 20;
const shortestInstructions = 40;

/** What the texts of one execution must not hold. Keeps fingerprints in memory only; nothing of it is recorded or logged. */
export class Confidences {
  readonly #parts = new Map<string, Leak>();
  /** Fingerprints of these are taken when there is a text to look at: most runs send none. */
  #secrets: readonly string[];

  constructor(secrets: readonly string[] = []) {
    this.#secrets = secrets;
  }

  /** A random line that stands in a prompt only to be recognised. */
  keepMarker(marker: string): void {
    this.#keep(marker, "marker");
  }

  /** A prompt: a run of some hundred characters of it, letters and digits counted, is recognised for certain. */
  keepInstructions(instructions: string): void {
    const plain = lettersAndDigits(instructions);
    if (plain.length < shortestInstructions) return;
    const last = Math.max(0, plain.length - tellingRun);
    for (let from = 0; from < last; from += stride) this.#parts.set(plain.slice(from, from + tellingRun), "instructions");
    this.#parts.set(plain.slice(last), "instructions");
  }

  /** The first thing found; undefined when the text may leave. */
  find(text: string): Leak | undefined {
    for (const secret of this.#secrets) this.#keep(secret, "secret");
    this.#secrets = [];
    if (this.#parts.size === 0) return undefined;
    const readings = readingsOf(text);
    for (const [part, leak] of this.#parts) if (readings.some((reading) => reading.includes(part))) return leak;
    return undefined;
  }

  #keep(value: string, leak: Leak): void {
    const plain = lettersAndDigits(value);
    if (plain.length < shortestSecret) return;
    for (let from = 0; from <= Math.max(0, plain.length - tellingPart); from++)
      this.#parts.set(plain.slice(from, from + tellingPart), leak);
  }
}
