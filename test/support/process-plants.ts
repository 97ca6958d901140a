import { isUpclawsError } from "../../src/base/errors.ts";
import { endpoints } from "../../src/protocol/endpoints/table.ts";
import type { ApiRequest, ApiResponse, Transport } from "../../src/protocol/transport.ts";

/**
 * Bugs that agent runtimes are known for. resend: a write without an answer is sent again instead of read back. ack-first: notifications are
 * acknowledged before they are committed; it dies in between once it has met one.
 */
export type Plant = "resend" | "ack-first";

/** The transport as somebody would have written it who never thought of crashes. */
export function planted(plant: Plant, transport: Transport, kill: () => void): Transport {
  const send = { resend, "ack-first": ackFirst }[plant];
  return { send: (request, signal) => send(request, signal, transport, kill), close: () => transport.close() };
}

async function resend(request: ApiRequest, signal: AbortSignal, transport: Transport): Promise<ApiResponse> {
  try {
    return await transport.send(request, signal);
  } catch (error) {
    if (!isUpclawsError(error) || endpoints[request.endpoint].cost === "read") throw error;
    return await transport.send(request, signal);
  }
}

async function ackFirst(request: ApiRequest, signal: AbortSignal, transport: Transport, kill: () => void): Promise<ApiResponse> {
  const response = await transport.send(request, signal);
  const { notifications } = (response.body ?? {}) as { notifications?: readonly { readonly id: string }[] };
  if (request.endpoint !== "listNotifications" || !notifications?.length) return response;
  const body = { notification_ids: notifications.map(({ id }) => id) };
  const acknowledged = await transport.send({ ...request, endpoint: "markNotifications", query: {}, body }, signal);
  if (acknowledged.status === 200) kill();
  return response;
}
