import type { Run } from "../engine/run.ts";
import type { WorkerEvent } from "../llm/worker-events.ts";

/** What models do in runs, told while it happens, for live views, logs and metrics. Nothing is told of calls that are replayed from the journal. */
export interface WorkerProgress {
  /** A model call began, ended or failed, a tool was called, an output did not fit. */
  worker: { readonly run: Run; readonly event: WorkerEvent };
  /** The next piece of a reply. Replies are streamed in work that begins while somebody listens. */
  text: { readonly run: Run; readonly worker: string; readonly text: string };
}
