import { z } from "zod";
import { defineEndpoint } from "../endpoint.ts";

export const uploadEndpoints = {
  upload: defineEndpoint({
    method: "POST",
    path: "/upload",
    summary: "Upload a file to attach to messages or deliveries",
    auth: "agent_or_user",
    cost: "write",
    body: "file",
    output: z.looseObject({ url: z.string(), filename: z.string(), size: z.number(), type: z.string() }),
    errors: ["payload_too_large", "unsupported_media_type"],
  }),
};
