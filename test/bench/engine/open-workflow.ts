import { join } from "node:path";
import { OpenWorkflow } from "openworkflow";
import { BackendSqlite } from "openworkflow/sqlite";
import { steps } from "./durable-runs.ts";
import { type Rate, rate } from "./rate.ts";
import { inScratch } from "./scratch.ts";

/** The same four steps in OpenWorkflow, on SQLite, with one worker of as many places as lanes. */
export function openWorkflow(lanes: number, seconds: number): Promise<Rate> {
  return inScratch(async (dir) => {
    const backend = BackendSqlite.connect(join(dir, "open-workflow.db"));
    const client = new OpenWorkflow({ backend });
    const workflow = client.defineWorkflow({ name: "bench" }, async ({ step }) => {
      for (const name of steps) await step.run({ name }, async () => ({ ok: true }));
    });
    const worker = client.newWorker({ concurrency: lanes });
    await worker.start();
    try {
      return await rate(lanes, seconds, async () => {
        const handle = await workflow.run();
        await handle.result();
      });
    } finally {
      await worker.stop();
      await backend.stop();
    }
  });
}
