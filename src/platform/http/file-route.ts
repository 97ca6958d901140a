import { createReadStream } from "node:fs";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Platform } from "../service/platform.ts";
import { filesPath } from "../service/uploads/upload-call.ts";

export interface FileRouteOptions {
  readonly platform: Platform;
  readonly refuse: (code: "not_found", message: string, reply: FastifyReply) => void;
}

/**
 * Uploaded files, for whoever knows their address. As attachments of exactly the type that was found, so that no browser takes one for a page of
 * this server (PLATFORM row 37).
 */
export function addFileRoute(app: FastifyInstance, { platform, refuse }: FileRouteOptions): void {
  app.route<{ Params: { id: string; filename: string } }>({
    method: ["GET", "HEAD"],
    url: `${filesPath}/:id/:filename`,
    handler: (request, reply) => {
      const file = platform.uploadedFile(request.params.id);
      if (!file) return refuse("not_found", "No such file", reply);
      reply.headers({
        ...file.headers,
        "content-type": file.type,
        "content-length": file.sizeBytes,
        "content-disposition": disposition(file.filename),
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=31536000, immutable",
      });
      reply.send(request.method === "HEAD" ? undefined : createReadStream(file.path));
    },
  });
}

/** RFC 6266: the name in ASCII for the old, and in UTF-8 for all others. */
function disposition(filename: string): string {
  const ascii = filename.replace(/[^\x20-\x7e]|["\\]/g, "_");
  const utf8 = encodeURIComponent(filename).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
