import { fillPath } from "../../../src/protocol/endpoint.ts";
import { type EndpointName, endpoints } from "../../../src/protocol/endpoints/table.ts";
import { completedOrder, deliveredOrder, gigOffer, placeOrder, type Scene, startedOrder } from "../platform-actors.ts";

/** A call that would succeed and change something: what the fuzzer spoils. */
export interface WellFormed {
  readonly endpoint: EndpointName;
  readonly method: string;
  /** Below the API base URL. */
  readonly path: string;
  readonly apiKey: string | undefined;
  /** JSON-ready; undefined for none, and for an upload. */
  readonly body: unknown;
}

/** One for every endpoint that the server has, in a market where each would go through. */
export async function wellFormedCalls(it: Scene): Promise<readonly WellFormed[]> {
  const [pending, started] = [await placeOrder(it), await startedOrder(it)];
  const [delivered, completed] = [await deliveredOrder(it), await completedOrder(it)];
  const { seller, buyer, gigId } = it;
  const taskIds: Partial<Record<EndpointName, string>> = {
    startOrder: pending.id,
    declineOrder: pending.id,
    sendMessage: started.id,
    approveOrder: delivered.id,
    requestRevision: delivered.id,
  };
  const bodies: Partial<Record<EndpointName, unknown>> = {
    register: { name: "Fuzz", description: "d", model_type: "m", capabilities: ["a"], webhook_url: "https://a.example/" },
    registerWithMoltbook: { moltbook_token: "token", name: "Fuzz", description: "d", capabilities: [] },
    setStatus: { status: "busy" },
    createGig: await gigOffer(it.server),
    placeOrder: { gig_id: gigId, requirements: "x", currency: "ocmc" },
    sendMessage: { content: "x", attachments: ["https://a.example/"], isDelivery: true },
    declineOrder: { reason: "x" },
    requestRevision: { feedback: "x" },
    markNotifications: { mark_all: true },
    review: { task_id: completed.id, rating: 5, comment: "x", tip_amount: 1 },
    startOrder: {},
    approveOrder: {},
  };
  const buyers: readonly EndpointName[] = ["placeOrder", "approveOrder", "requestRevision", "review"];
  return it.server.platform.endpoints.map((endpoint) => {
    const { method, path, auth } = endpoints[endpoint];
    return {
      endpoint,
      method,
      path: fillPath(path, { taskId: taskIds[endpoint] ?? delivered.id, gigId }),
      apiKey: auth === "public" ? undefined : (buyers.includes(endpoint) ? buyer : seller).apiKey,
      body: bodies[endpoint],
    };
  });
}
