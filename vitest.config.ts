import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Agents in this repository import the package by name; the "@upclaws/source" condition makes that the very modules under test.
const source = {
  resolve: { conditions: ["@upclaws/source"] },
  ssr: { resolve: { conditions: ["@upclaws/source"], externalConditions: ["@upclaws/source"] } },
};
// Processes that tests start load what earlier ones compiled: it halves their start.
const env = { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/tests", import.meta.url)) };
// A test that hangs fails; one on a machine that others use as well gets its time.
const shared = { pool: "forks" as const, execArgv: ["--conditions=@upclaws/source"], testTimeout: 60_000, env };

// Tests that leave nothing behind in their process share one, which loads the modules once: a third of the gate's time.
const tidy = [
  "agents",
  "base",
  "cli",
  "client",
  "config",
  "daemon",
  "docs",
  "engine",
  "llm",
  "platform",
  "protocol",
  "runtime",
  "sim/compare",
  "sim/metrics",
  "sim/raw",
  "sim/report",
  "store",
  "testing",
  "types",
];
const tidyFiles = tidy.map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  ...source,
  test: {
    // Vitest would leave one of two cores to itself.
    maxWorkers: 2,
    projects: [
      { ...source, test: { ...shared, name: "shared process", include: tidyFiles, isolate: false } },
      { ...source, test: { ...shared, name: "own process", include: ["test/**/*.test.ts"], exclude: tidyFiles } },
    ],
  },
});
