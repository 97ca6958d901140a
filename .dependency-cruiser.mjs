// The layers of src/, leftmost first. A folder imports only from folders in rows above its own; folders that share a row
// never import each other, except along `within`. Type-only imports count.
const rows = [
  ["base"],
  ["protocol"],
  ["config", "client", "llm", "platform", "store", "engine"],
  ["runtime"],
  ["daemon"],
  ["sim"],
  ["testing", "dashboard"],
  ["cli"],
];
const within = { engine: ["store"] };

// What src/ imports and scripts/build.ts compiles into dist/: users install none of it, so it is for development only.
const bundled = [
  "@clack/prompts",
  "@fastify/multipart",
  "chokidar",
  "cli-table3",
  "commander",
  "croner",
  "csv-stringify",
  "echarts",
  "eventemitter3",
  "fastify",
  "ipaddr.js",
  "log-update",
  "openai",
  "p-queue",
  "picocolors",
  "pino",
  "pino-pretty",
  "pino-roll",
  "prom-client",
  "simple-statistics",
  "tinyqueue",
  "undici",
  "yaml",
];

const everyFolder = rows.flat().join("|");

const allowedFrom = (folder, row) => [folder, ...rows.slice(0, row).flat(), ...(within[folder] ?? [])];

const layerRules = rows.flatMap((folders, row) =>
  folders.map((folder) => ({
    name: `layer-${folder}`,
    comment: `src/${folder} may import only: ${allowedFrom(folder, row).join(", ")}`,
    severity: "error",
    from: { path: `^src/${folder}/` },
    to: { path: "^src/", pathNot: `^src/(${allowedFrom(folder, row).join("|")})/` },
  })),
);

export default {
  forbidden: [
    ...layerRules,
    {
      name: "every-folder-has-a-layer",
      comment: "a new folder of src/ gets a place in the rows above; src/index.ts is the only file beside the folders",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(index\\.ts$|(${everyFolder})/)` },
      to: {},
    },
    {
      name: "product-without-tests",
      severity: "error",
      from: { path: "^(src|agents|templates|scripts|conformance)/" },
      to: { path: "^test/" },
    },
    {
      name: "conformance-knows-the-api-only",
      comment: "conformance/ judges servers from outside, ours like any other: nothing of src decides what it expects",
      severity: "error",
      from: { path: "^conformance/" },
      to: { path: "^(src|test|agents)/" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "index-is-for-users",
      comment: "src/index.ts is the package's face; nothing inside imports it",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/index\\.ts$" },
      to: { path: "^src/index\\.ts$" },
    },
    {
      name: "agents-import-the-package",
      comment: "shipped agents and templates import the package by name, like a user's",
      severity: "error",
      from: { path: "^(agents|templates)/" },
      to: { path: "^src/", pathNot: "^src/(index\\.ts$|testing/)" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-dependencies",
      comment: "what is for development only is not there when the package runs, unless the build has compiled it into dist/",
      severity: "error",
      from: { path: "^(src|agents)/" },
      to: { dependencyTypes: ["npm-dev"], pathNot: `node_modules/(${bundled.join("|")})/` },
    },
  ],
  options: {
    // swc sees type-only imports without tsPreCompilationDeps, which would ask for a TypeScript compiler below 7.
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/\\.snippets/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@upclaws/source", "import", "node", "default"],
      extensions: [".ts", ".js", ".mjs"],
    },
  },
};
