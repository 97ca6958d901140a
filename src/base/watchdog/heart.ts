import type { Json } from "../json.ts";
import { Board } from "./board.ts";

/** A thing under way, as whoever watches knows it. */
export interface Note {
  /** It has just moved: when the event loop blocks next, it is named first. */
  touch(): void;
  /** It is over. Idempotent. */
  remove(): void;
}

const noNote: Note = { touch: () => {}, remove: () => {} };

/** Shows another thread, by shared memory, that this one's event loop turns and what is under way in it. Keeps no thread alive. */
export class Heart {
  readonly #board: Board;
  readonly #beat: NodeJS.Timeout;

  /** `places`: notes at a time. `everyMs`: between two beats, in real time, whatever clock the product runs on. */
  constructor(places: number, everyMs: number) {
    this.#board = new Board(places);
    this.#beat = setInterval(() => this.#board.beat(), everyMs).unref();
  }

  /** For `watchHeart`. */
  get memory(): SharedArrayBuffer {
    return this.#board.memory;
  }

  /** Notes what is under way. Free of secrets: it is shown as it is. */
  put(what: Json): Note {
    const place = this.#board.put(JSON.stringify(what));
    if (place === undefined) return noNote;
    let there = true;
    return {
      touch: () => {
        if (there) this.#board.touch(place);
      },
      remove: () => {
        if (there) this.#board.remove(place);
        there = false;
      },
    };
  }

  stop(): void {
    clearInterval(this.#beat);
  }
}
