import type { Plugin } from "rolldown";

// Fastify's two compilers of schemas: it loads them for every server, and calls them for routes with a schema, of which there are none.
const names = /^@fastify\/(ajv-compiler|fast-json-stringify-compiler)$/;
const empty = "\0left-out";

const factory = `module.exports = () => () => { throw new Error("No route has a schema: its compiler is not in this package"); };`;

/** Half of Fastify's code, and 2 MB in memory. */
export const leftOut: Plugin = {
  name: "left-out",
  resolveId: (id) => (names.test(id) ? empty : null),
  load: (id) => (id === empty ? factory : null),
};
