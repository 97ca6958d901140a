import { fastify } from "fastify";

// The yardstick: one route that returns bytes handed over in argv. Prints its address.
const bytes = process.argv[2] ?? "{}";
const app = fastify();
app.get("/categories", (_request, reply) => {
  reply.header("content-type", "application/json; charset=utf-8").send(bytes);
});
process.stdout.write(`${await app.listen({ host: "127.0.0.1", port: 0 })}\n`);
process.once("SIGTERM", () => void app.close());
