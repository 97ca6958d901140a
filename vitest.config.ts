import { defineConfig } from "vitest/config";

// Agents in this repository import the package by name; the "source" condition makes that the very modules under test.
export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"], externalConditions: ["source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    execArgv: ["--conditions=source"],
    testTimeout: 15_000,
    typecheck: { enabled: false },
  },
});
