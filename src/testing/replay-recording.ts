import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RealClock } from "../base/real-clock.ts";
import type { AgentDefinition } from "../runtime/agent.ts";
import type { Difference } from "../runtime/replay/difference.ts";
import { replayRun } from "../runtime/replay/replay-run.ts";
import { parseRunFile } from "../runtime/replay/run-file.ts";

export interface RecordingOptions {
  /** As `upclaws replay RUN --export FILE` wrote it. Keep it with the test. */
  readonly file: string | URL;
  /** The code that is to do what was recorded. */
  readonly agent: AgentDefinition;
  /** The agent's own settings, as in the configuration: a recording holds none. */
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface RecordingReplay {
  /** same: as recorded. record_ended: as recorded as far as the record goes. different: see `differences`. */
  readonly verdict: "same" | "record_ended" | "different";
  readonly differences: readonly Difference[];
  /** The differences for a failing test to show: `-` is recorded, `+` is now. Empty when there are none. */
  readonly text: string;
}

const patienceMs = 10_000;

/**
 * Calls a handler again with what was recorded of a real run: its order, messages, and the answers of models, tools and platform. Asks nobody and performs
 * no step. Throws `run_file_invalid`.
 */
export async function replayRecording({ file, agent, with: settings = {} }: RecordingOptions): Promise<RecordingReplay> {
  const path = typeof file === "string" ? file : fileURLToPath(file);
  const record = parseRunFile(readFileSync(path, "utf8"), path);
  const deadline = new RealClock().deadline(patienceMs);
  try {
    const parsed: unknown = agent.settings ? agent.settings.parse(settings) : {};
    const { verdict, differences } = await replayRun(record, { definition: agent, settings: parsed, signal: deadline.signal });
    const text = differences.map((one) => `${one.step ?? one.kind}\n${one.text}`).join("\n");
    return { verdict, differences, text };
  } finally {
    deadline.cancel();
  }
}
