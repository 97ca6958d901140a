import { RunQueries } from "../../engine/run-queries.ts";
import type { DomainEvent } from "../../platform/market/domain-events.ts";
import type { World } from "../world/open-world.ts";
import type { OrderBook } from "../world/order-book.ts";
import { Books } from "./books.ts";
import { HandledOnce } from "./handled-once.ts";
import { judgeEnd } from "./honest-ends.ts";
import { judgeForgotten } from "./nothing-forgotten.ts";
import { OrderStory } from "./order-story.ts";

/** Between two looks at every posting and every open order: they cost the more, the longer the market has gone on. */
const looksApart = 20;

/** Holds a simulation to the guarantees of DESIGN section 8 while it runs. */
export class Court {
  readonly #world: World;
  readonly #book: OrderBook;
  readonly #books: Books;
  readonly #story: OrderStory;
  readonly #handled: HandledOnce;
  /** Orders that were ever disputed. */
  readonly #disputed = new Set<string>();
  #sittings = 0;

  /** `follow` brings everything that has happened to `read`. */
  constructor(world: World, book: OrderBook, follow: () => void) {
    const { judge, participants } = world;
    this.#world = world;
    this.#book = book;
    this.#books = new Books(judge, participants);
    this.#story = new OrderStory(judge);
    this.#handled = new HandledOnce(judge);
    const bots = new Set(participants.filter(({ traits }) => traits.kind !== "agent").map(({ name }) => name));
    world.onRunEnded = ({ run, outcome }) => {
      if (!bots.has(run.agent)) return;
      if (outcome.kind !== "done") {
        if (outcome.kind === "lost_to_other") follow();
        return judgeEnd(judge, run, outcome, (orderId) => this.#disputed.has(orderId));
      }
      follow();
      this.#handled.done(run);
    };
  }

  readonly read = (event: DomainEvent): void => {
    this.#story.read(event);
    this.#handled.read(event);
    this.#books.read(event);
    if (event.type === "order.disputed" && event.orderId !== undefined) this.#disputed.add(event.orderId);
  };

  /** From time to time. */
  sit(): void {
    if (this.#sittings++ % looksApart > 0) return;
    this.look();
  }

  /** Now, and at the end. */
  look(): void {
    const { processes, platform, modelWitness } = this.#world;
    this.#books.checkLedger(platform.inspect);
    this.#lookForForgotten();
    for (const { store, participants } of processes) {
      if (!store) continue;
      const queries = new RunQueries(store.database);
      const busy = new Set(queries.list({ status: ["queued", "running", "waiting", "dead"] }).map(({ agent }) => agent));
      for (const participant of participants) {
        if (busy.has(participant.name)) continue;
        this.#books.checkBooked(participant, queries);
        modelWitness.check(participant);
      }
    }
  }

  #lookForForgotten(): void {
    const { clock, judge, participants, processOf } = this.#world;
    const sellers = new Map(participants.map((participant) => [participant.platformId, participant]));
    for (const order of this.#book.openOrders()) {
      const seller = sellers.get(order.sellerId);
      const store = seller && processOf(seller)?.store;
      if (store) judgeForgotten(judge, order, seller, new RunQueries(store.database), clock.now());
    }
  }
}
