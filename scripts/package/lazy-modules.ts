import type { Plugin } from "rolldown";

const builtin = (id: string) => `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule("${id}")[name] });`;
const loadedByCall = (id: string) => `module.exports = (...given) => require("${id}")(...given);`;

// What packages load as soon as they are loaded themselves and need here later or never: Fastify for servers with TLS or HTTP/2, commander for commands
// that are programs, undici for the first server that speaks HTTP/2 (and with node:http2 Node reads every root certificate, on a thread of its own).
const lazy = [
  { id: "node:http2", importer: /\/node_modules\/fastify\//, code: builtin("node:http2") },
  { id: "node:https", importer: /\/node_modules\/fastify\//, code: builtin("node:https") },
  { id: "node:child_process", importer: /\/node_modules\/commander\//, code: builtin("node:child_process") },
  {
    id: "./client-h2.js",
    importer: /\/node_modules\/undici\/lib\/dispatcher\/client\.js$/,
    code: loadedByCall("undici/lib/dispatcher/client-h2.js"),
  },
];
const prefix = "\0lazy:";

/** Modules that cost a tenth of a small start are loaded where they are used first. */
export const lazyModules: Plugin = {
  name: "lazy-modules",
  resolveId: (wanted, importer = "") =>
    lazy.some(({ id, importer: from }) => id === wanted && from.test(importer)) ? `${prefix}${wanted}` : null,
  load: (loaded) => lazy.find(({ id }) => loaded === `${prefix}${id}`)?.code ?? null,
};
