import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { type Json, sha256Hex } from "../../../base/json.ts";
import { eventPayloadSchema } from "../../../protocol/entities/notification.ts";
import type { NewHint } from "../../../store/hint-table.ts";

const bodySchema = z
  .looseObject({ event: z.string().max(100).optional().catch(undefined), data: eventPayloadSchema.catch({}) })
  .catch({ data: {} });

const longestId = 200;
const longestKept = 128 * 1_024;

/**
 * What a webhook says (API section "Webhooks"), whoever sent it: never throws, and what cannot be read counts as not said. Of the data only what
 * exists nowhere else is kept: feedback, and what a message says.
 */
export function readHint(agent: string, headers: IncomingHttpHeaders, body: Buffer): NewHint {
  const { event, data } = bodySchema.parse(parsed(body));
  const { order_id, feedback, content, sender_name, attachments } = data;
  const said = JSON.parse(JSON.stringify({ feedback, content, sender_name, attachments })) as Json;
  const told = headers["x-openclawmart-delivery"];
  const isId = typeof told === "string" && told !== "" && told.length <= longestId;
  return {
    agent,
    deliveryId: isId ? told : `sha256:${sha256Hex(body.toString("latin1"))}`,
    type: event ?? "unknown",
    orderId: order_id !== undefined && order_id.length <= longestId ? order_id || null : null,
    payload: JSON.stringify(said).length <= longestKept ? said : {},
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return {};
  }
}
