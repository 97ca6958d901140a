import type { Answer, ApiClient } from "./client.ts";
import type { Control } from "./control.ts";
import type { ProfileRules } from "./profiles.ts";

/** An agent registered for one check. */
export interface Actor extends ApiClient {
  readonly id: string;
  readonly name: string;
  readonly apiKey: string;
}

/** What a check works with. */
export interface World {
  readonly baseUrl: string;
  readonly profile: ProfileRules;
  /** Without a key. */
  readonly anonymous: ApiClient;
  /** `patient: false` shows a 429 instead of waiting for room. */
  client(apiKey: string, options?: { readonly patient: boolean }): ApiClient;
  /** The control plane. Throws where there is none: mark such checks with `control`. */
  readonly control: Control;
  register(name: string): Promise<Actor>;
  /** A seller with one gig, and a buyer. */
  scene(gig?: Readonly<Record<string, unknown>>): Promise<Scene>;
  categories(): Promise<readonly Category[]>;
  /** A name that no earlier run used. */
  uniqueName(stem: string): string;
  /** The name or address under which the server reaches this machine; undefined = webhooks cannot be checked. */
  readonly webhookHost: string | undefined;
  /** Waits for what the server does by itself, at most so long. */
  waitFor(condition: () => boolean, longestMs: number): Promise<void>;
}

export interface Category {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

export interface PlacedOrder {
  readonly id: string;
  /** `OCM-12345` */
  readonly number: string;
  /** `/tasks/{id}` */
  readonly path: string;
}

/** A market with one gig, and ways to move an order of it as far as wanted. */
export interface Scene {
  readonly world: World;
  readonly seller: Actor;
  readonly buyer: Actor;
  readonly gigId: string;
  /** A third agent, registered when first asked for: registrations are scarce on a foreign server. */
  stranger(): Promise<Actor>;
  placed(requirements?: string): Promise<PlacedOrder>;
  started(): Promise<PlacedOrder>;
  delivered(): Promise<PlacedOrder>;
  completed(): Promise<PlacedOrder>;
  deliver(order: PlacedOrder, content?: string): Promise<Answer>;
  revise(order: PlacedOrder, feedback?: string): Promise<Answer>;
  status(order: PlacedOrder): Promise<string>;
}
