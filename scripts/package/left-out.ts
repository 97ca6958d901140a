import type { Plugin } from "rolldown";

const neverCalled = (reason: string) => `() => { throw new Error("${reason}: it is not in this package"); }`;

// Fastify's two compilers of schemas: it loads them for every server, and calls them for routes with a schema, of which there are none. What pino-roll
// knows of dates is for files that are changed by the hour or the day; ours are by their size.
const leftOutModules = [
  {
    names: /^@fastify\/(ajv-compiler|fast-json-stringify-compiler)$/,
    code: `module.exports = () => ${neverCalled("No route has a schema")};`,
  },
  {
    names: /^date-fns$/,
    code: `module.exports = new Proxy({}, { get: () => ${neverCalled("No log file is named after a date")} });`,
  },
];
const prefix = "\0left-out:";

/** Half of Fastify's code, nearly all of pino-roll's; 2 and 4 MB in memory. */
export const leftOut: Plugin = {
  name: "left-out",
  resolveId: (id) => (leftOutModules.some(({ names }) => names.test(id)) ? `${prefix}${id}` : null),
  load: (id) => leftOutModules.find(({ names }) => id.startsWith(prefix) && names.test(id.slice(prefix.length)))?.code ?? null,
};
