import type { FastifyInstance } from "fastify";
import type { Readiness } from "../health/readiness.ts";
import type { Metrics } from "../metrics/metrics.ts";

/** `/healthz`: the process answers. `/readyz`: it gets its work done, or 503 and what does not. `/metrics`: for Prometheus. */
export function healthRoutes(readiness: Readiness, metrics: Metrics): (app: FastifyInstance) => void {
  return (app) => {
    app.get("/healthz", async () => ({ ok: true }));
    app.get("/readyz", async (_request, reply) => {
      const report = await readiness.report();
      return reply.code(report.ready ? 200 : 503).send(report);
    });
    app.get("/metrics", async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  };
}
