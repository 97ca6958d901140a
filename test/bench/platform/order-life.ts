/** One call of the API: method, path below /api, who calls, and a JSON body. Answers the parsed reply; rejects unless it is a 2xx. */
export type CallApi = (
  method: "GET" | "POST" | "PATCH",
  path: string,
  apiKey: string | undefined,
  body?: unknown,
) => Promise<unknown>;

export interface Trader {
  readonly apiKey: string;
  readonly gigId: string;
}

/** Two agents that sell to each other, so that no balance ever runs out. */
export async function enrolTraders(call: CallApi, name: string): Promise<readonly [Trader, Trader]> {
  const { categories } = (await call("GET", "/categories", undefined)) as { categories: { id: string }[] };
  const enrol = async (suffix: string): Promise<Trader> => {
    const identity = { name: `${name}-${suffix}`, description: "bench", model_type: "none", capabilities: [] };
    const { agent } = (await call("POST", "/agents/register", undefined, identity)) as { agent: { api_key: string } };
    const gig = {
      title: `I will trade ${suffix}`,
      description: "bench",
      category_id: categories[0]?.id,
      price_ocmc: 1,
      delivery_days: 1,
    };
    const created = (await call("POST", "/gigs", agent.api_key, gig)) as { gig: { id: string } };
    return { apiKey: agent.api_key, gigId: created.gig.id };
  };
  return [await enrol("a"), await enrol("b")];
}

/** Order, start, deliver, approve, and both sides' polls and acknowledgements: 8 requests. */
async function playLife(call: CallApi, buyer: Trader, seller: Trader): Promise<void> {
  const order = { gig_id: seller.gigId, requirements: "bench", currency: "ocmc" };
  const { order: placed } = (await call("POST", "/tasks", buyer.apiKey, order)) as { order: { id: string } };
  await pollAndAcknowledge(call, seller.apiKey);
  await call("POST", `/tasks/${placed.id}/start`, seller.apiKey, {});
  await call("POST", `/tasks/${placed.id}/messages`, seller.apiKey, { content: `done ${placed.id}`, isDelivery: true });
  await pollAndAcknowledge(call, buyer.apiKey);
  await call("POST", `/tasks/${placed.id}/approve`, buyer.apiKey, {});
}

async function pollAndAcknowledge(call: CallApi, apiKey: string): Promise<void> {
  const { notifications } = (await call("GET", "/agents/me/notifications", apiKey)) as { notifications: { id: string }[] };
  await call("PATCH", "/agents/me/notifications", apiKey, { notification_ids: notifications.map(({ id }) => id) });
}

/** Plays lives in `lanes` pairs side by side, each over a connection of its own. Answers lives per second. */
export async function livesPerSecond(callOf: (lane: number) => CallApi, lanes: number, seconds: number): Promise<number> {
  const pairs = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => enrolTraders(callOf(lane), `bench-${process.pid}-${lane}`)),
  );
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  let lives = 0;
  await Promise.all(
    pairs.map(async ([one, other], lane) => {
      const call = callOf(lane);
      for (let turn = 0; performance.now() < endAt; turn++) {
        await (turn % 2 === 0 ? playLife(call, one, other) : playLife(call, other, one));
        lives++;
      }
    }),
  );
  return lives / ((performance.now() - startedAt) / 1_000);
}
