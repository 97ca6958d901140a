import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { Logger } from "../../base/logger.ts";
import type { Platform } from "../service/platform.ts";

export interface DocumentationOptions {
  readonly platform: Platform;
  /** `/api`. */
  readonly basePath: string;
  readonly logger: Logger;
}

// The page and everything it loads come from this server: the browser itself refuses other hosts.
const contentPolicy = "default-src 'self' 'unsafe-inline' data: blob:; script-src 'self' 'unsafe-inline'; connect-src 'self'";

/**
 * `/openapi.json` and, for people, `/docs`. Both are made when first asked for: the viewer is five megabytes that most servers never show.
 * They are no part of the API: no key, no limits.
 */
export function addDocumentation(app: FastifyInstance, options: DocumentationOptions): void {
  let documentText: string | undefined;
  app.get("/openapi.json", async (_request, reply) => {
    documentText ??= await describeApi(options);
    return reply.header("content-type", "application/json; charset=utf-8").send(documentText);
  });

  let viewer: Promise<FastifyInstance> | undefined;
  const show = async (request: FastifyRequest, reply: FastifyReply) => {
    viewer ??= openViewer();
    try {
      const { routing } = await viewer;
      reply.hijack();
      routing(request.raw, reply.raw);
    } catch (error) {
      options.logger.error({ err: error }, "The documentation page cannot be shown");
      throw error;
    }
  };
  app.get("/docs", show);
  app.get("/docs/*", show);
  app.addHook("onClose", async () => {
    await (await viewer)?.close();
  });
}

async function describeApi({ platform, basePath }: DocumentationOptions): Promise<string> {
  const { openApiDocument } = await import("../openapi/document.ts");
  return JSON.stringify(openApiDocument({ ...platform, basePath }));
}

async function openViewer(): Promise<FastifyInstance> {
  const { default: apiReference } = await import("@scalar/fastify-api-reference");
  const viewer = fastify();
  viewer.addHook("onRequest", async (_request, reply) => {
    reply.header("content-security-policy", contentPolicy).header("x-content-type-options", "nosniff");
  });
  await viewer.register(apiReference, {
    routePrefix: "/docs",
    configuration: {
      url: "/openapi.json",
      pageTitle: "UpClaws API",
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: "never",
      favicon: "data:,",
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  await viewer.ready();
  return viewer;
}
