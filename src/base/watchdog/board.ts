/** Of one note, in bytes; a longer one is not put up. */
const noteBytes = 2_048;
const headerInts = 1;
/** Of each note: when it was last touched (0 = there is none), and its length. */
const noteInts = 2;

/**
 * Shared memory between a thread that works and one that watches it: a heartbeat, and short texts that tell what the first is at. Writing is a few
 * stores and no message, so that it can be read when the writer does nothing any more but spin.
 */
export class Board {
  readonly memory: SharedArrayBuffer;
  readonly #ints: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #encoder = new TextEncoder();
  /** Places without a note, as the writer knows. */
  readonly #free: number[];
  #turn = 0;

  /** A new board for so many notes, or another thread's. */
  constructor(source: number | SharedArrayBuffer) {
    const perNote = noteInts * 4 + noteBytes;
    this.memory = typeof source === "number" ? new SharedArrayBuffer(headerInts * 4 + source * perNote) : source;
    const places = (this.memory.byteLength - headerInts * 4) / perNote;
    this.#ints = new Int32Array(this.memory, 0, headerInts + places * noteInts);
    this.#bytes = new Uint8Array(this.memory, this.#ints.byteLength);
    this.#free = Array.from({ length: places }, (_, index) => places - 1 - index);
  }

  beat(): void {
    Atomics.add(this.#ints, 0, 1);
  }

  get beats(): number {
    return Atomics.load(this.#ints, 0);
  }

  /** Puts a note up. Answers its place; undefined when there is no room for it. */
  put(text: string): number | undefined {
    const place = this.#free.pop();
    if (place === undefined) return undefined;
    const { read, written } = this.#encoder.encodeInto(text, this.#room(place, noteBytes));
    if (read < text.length) {
      this.#free.push(place);
      return undefined;
    }
    Atomics.store(this.#ints, lengthAt(place), written);
    this.touch(place);
    return place;
  }

  /** This is what the writer is at now. */
  touch(place: number): void {
    Atomics.store(this.#ints, turnAt(place), ++this.#turn);
  }

  remove(place: number): void {
    Atomics.store(this.#ints, turnAt(place), 0);
    this.#free.push(place);
  }

  /** All notes, the one touched last first. */
  notes(): readonly string[] {
    const places = (this.#ints.length - headerInts) / noteInts;
    return Array.from({ length: places }, (_, place) => ({ place, turn: Atomics.load(this.#ints, turnAt(place)) }))
      .filter(({ turn }) => turn > 0)
      .sort((a, b) => b.turn - a.turn)
      .map(({ place }) => Buffer.from(this.#room(place, Atomics.load(this.#ints, lengthAt(place)))).toString());
  }

  #room(place: number, bytes: number): Uint8Array {
    return this.#bytes.subarray(place * noteBytes, place * noteBytes + bytes);
  }
}

const turnAt = (place: number) => headerInts + place * noteInts;
const lengthAt = (place: number) => turnAt(place) + 1;
