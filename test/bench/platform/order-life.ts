import type { EndpointName } from "../../../src/protocol/endpoints/table.ts";

export interface ApiInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One call of the API: which endpoint, who calls, and with what. Answers the parsed reply; rejects unless it is a 2xx. */
export type CallApi = (endpoint: EndpointName, apiKey: string | undefined, input?: ApiInput) => Promise<unknown>;

export interface Trader {
  readonly apiKey: string;
  readonly gigId: string;
}

/** Two agents that sell to each other, so that no balance ever runs out. */
export async function enrolTraders(call: CallApi, name: string): Promise<readonly [Trader, Trader]> {
  const { categories } = (await call("listCategories", undefined)) as { categories: { id: string }[] };
  const enrol = async (suffix: string): Promise<Trader> => {
    const identity = { name: `${name}-${suffix}`, description: "bench", model_type: "none", capabilities: [] };
    const { agent } = (await call("register", undefined, { body: identity })) as { agent: { api_key: string } };
    const gig = {
      title: `I will trade ${suffix}`,
      description: "bench",
      category_id: categories[0]?.id,
      price_ocmc: 1,
      delivery_days: 1,
    };
    const created = (await call("createGig", agent.api_key, { body: gig })) as { gig: { id: string } };
    return { apiKey: agent.api_key, gigId: created.gig.id };
  };
  return [await enrol("a"), await enrol("b")];
}

/** Order, start, deliver, approve, and both sides' polls and acknowledgements: 8 requests. */
async function playLife(call: CallApi, buyer: Trader, seller: Trader): Promise<void> {
  const order = { gig_id: seller.gigId, requirements: "bench", currency: "ocmc" };
  const { order: placed } = (await call("placeOrder", buyer.apiKey, { body: order })) as { order: { id: string } };
  const params = { taskId: placed.id };
  await pollAndAcknowledge(call, seller.apiKey);
  await call("startOrder", seller.apiKey, { params, body: {} });
  await call("sendMessage", seller.apiKey, { params, body: { content: `done ${placed.id}`, isDelivery: true } });
  await pollAndAcknowledge(call, buyer.apiKey);
  await call("approveOrder", buyer.apiKey, { params, body: {} });
}

async function pollAndAcknowledge(call: CallApi, apiKey: string): Promise<void> {
  const { notifications } = (await call("listNotifications", apiKey)) as { notifications: { id: string }[] };
  await call("markNotifications", apiKey, { body: { notification_ids: notifications.map(({ id }) => id) } });
}

/** A life between two that sell to each other by turns. */
export function playTurn(call: CallApi, [one, other]: readonly [Trader, Trader], turn: number): Promise<void> {
  return turn % 2 === 0 ? playLife(call, one, other) : playLife(call, other, one);
}

export interface Lanes {
  readonly lanes: number;
  readonly seconds: number;
  /** Called when it gets serious. */
  readonly onWarm?: () => void;
}

/** Plays lives in pairs side by side, each over a connection of its own: for `seconds` to warm up, for `seconds` measured. Answers lives per second. */
export async function livesPerSecond(callOf: (lane: number) => CallApi, { lanes, seconds, onWarm }: Lanes): Promise<number> {
  const pairs = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => enrolTraders(callOf(lane), `bench-${process.pid}-${lane}`)),
  );
  const play = () =>
    countPerSecond(lanes, seconds, (lane, turn) => playTurn(callOf(lane), pairs[lane] as readonly [Trader, Trader], turn));
  await play();
  onWarm?.();
  return play();
}

/** How often `act` is done in a second, in lanes side by side. */
export async function countPerSecond(
  lanes: number,
  seconds: number,
  act: (lane: number, turn: number) => Promise<unknown>,
): Promise<number> {
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  let count = 0;
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let turn = 0; performance.now() < endAt; turn++, count++) await act(lane, turn);
    }),
  );
  return count / ((performance.now() - startedAt) / 1_000);
}
