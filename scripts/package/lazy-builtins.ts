import type { Plugin } from "rolldown";

// What packages load as soon as they are loaded themselves and never use here: Fastify for servers with TLS or HTTP/2, commander for commands that are programs.
const lazy = [
  { builtin: "node:http2", importer: /\/node_modules\/fastify\// },
  { builtin: "node:https", importer: /\/node_modules\/fastify\// },
  { builtin: "node:child_process", importer: /\/node_modules\/commander\// },
];
const prefix = "\0lazy:";

/** Modules of Node that cost a tenth of a small start are loaded where they are used first. */
export const lazyBuiltins: Plugin = {
  name: "lazy-builtins",
  resolveId: (id, importer = "") =>
    lazy.some(({ builtin, importer: from }) => builtin === id && from.test(importer)) ? `${prefix}${id}` : null,
  load: (id) =>
    id.startsWith(prefix)
      ? `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule("${id.slice(prefix.length)}")[name] });`
      : null,
};
