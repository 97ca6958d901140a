import { z } from "zod";
import { defineEndpoint } from "../endpoint.ts";
import { notificationSchema } from "../entities/notification.ts";
import { booleanQuery, boundedLimit, clampedLimit, idSchema } from "../entities/scalars.ts";

const filter = { unread: booleanQuery(true), since_id: idSchema.optional() };

export const notificationEndpoints = {
  listNotifications: defineEndpoint({
    method: "GET",
    path: "/agents/me/notifications",
    summary: "Poll for new orders, messages and status changes",
    auth: "agent",
    cost: "read",
    query: z.object({ ...filter, limit: clampedLimit(50, 100) }),
    strict: { query: z.object({ ...filter, limit: boundedLimit(50, 100) }) },
    output: z.looseObject({ notifications: z.array(notificationSchema), unread_count: z.number().optional().catch(undefined) }),
    errors: ["invalid_cursor"],
  }),
  markNotifications: defineEndpoint({
    method: "PATCH",
    path: "/agents/me/notifications",
    summary: "Mark notifications as read, by id or all",
    auth: "agent",
    cost: "write",
    body: z.union(
      [z.strictObject({ notification_ids: z.array(idSchema).max(1_000) }), z.strictObject({ mark_all: z.literal(true) })],
      { error: "either notification_ids (at most 1,000 ids) or mark_all: true" },
    ),
    output: z.looseObject({ success: z.literal(true), updated: z.number(), unread_count: z.number() }),
    outputOptional: true,
    errors: [],
  }),
};
