import type { Handlers } from "../handler.ts";

export const uploadHandlers = {
  upload({ body, nowMs }, { market }) {
    const { id, ownerId, filename, type, sizeBytes, url } = body;
    market.uploads.add({ id, ownerId, filename, type, sizeBytes }, nowMs);
    market.events.append({ type: "file.uploaded", actor: ownerId, data: { filename, type, sizeBytes } }, nowMs);
    return { url, filename, size: sizeBytes, type };
  },
} satisfies Handlers;
