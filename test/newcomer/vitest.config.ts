import { defineConfig } from "vitest/config";

// Minutes, and the package registry: `npm run test:newcomer`, never part of `npm test`.
export default defineConfig({ test: { include: ["test/newcomer/*.newcomer.ts"], testTimeout: 600_000, fileParallelism: false } });
