import type { Clock } from "../../base/clock.ts";
import { token } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";

/** The headers of every answer: the server's own time (PLATFORM row 41) and a request id (row 39). */
export class ResponseHeaders {
  readonly #clock: Clock;
  readonly #instance: string;
  #requests = 0;
  #second = Number.NaN;
  #date = "";

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#instance = token(random, 6);
  }

  next(): { readonly date: string; readonly "x-request-id": string } {
    return { date: this.#now(), "x-request-id": `${this.#instance}-${++this.#requests}` };
  }

  // Formatting a date costs as much as reading an order, hence once a second.
  #now(): string {
    const second = Math.floor(this.#clock.now() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#date = new Date(second * 1_000).toUTCString();
    }
    return this.#date;
  }
}
