import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import OpenAI from "openai";
import { z } from "zod";
import { seededRandom } from "../../src/base/random.ts";
import { RealClock } from "../../src/base/real-clock.ts";
import { chatRequest } from "../../src/llm/chat-request.ts";
import { createModelMemory } from "../../src/llm/model-memory.ts";
import { createOpenAiModel } from "../../src/llm/openai-model.ts";
import { schemaContract } from "../../src/llm/output-contract.ts";
import { RequestBuilder } from "../../src/llm/request-builder.ts";
import type { RunStep } from "../../src/llm/run-step.ts";
import { createWorker } from "../../src/llm/worker.ts";
import { insideEngine, withoutJournal } from "./worker/journals.ts";

const calls = Number(process.env.UPCLAWS_BENCH_CALLS ?? 300);
const warmUp = 30;
const output = z.object({ title: z.string(), article: z.string().min(10) });
const instructions = "Write a short article.";
const paragraph = "The buyer wants an article about tides, for readers who have never seen the sea. ";

/** `npm run bench -- worker`: a worker's call beside the bare openai package's, in turns, against one scripted server in a process of its own. */
export async function worker(print: (line: string) => void): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./worker/endpoint.ts", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const baseUrl = line.toString().trim();
  try {
    for (const [name, paragraphs] of [
      ["short prompt", 5],
      ["long prompt", 300],
    ] as const) {
      const input = paragraph.repeat(paragraphs);
      await compare(`${name}, without journal`, baseUrl, input, withoutJournal, print);
      await insideEngine((step) => compare(`${name}, journal on disk`, baseUrl, input, step, print));
    }
  } finally {
    child.stdin.end();
    await once(child, "exit");
  }
}

async function compare(
  name: string,
  baseUrl: string,
  input: string,
  step: RunStep,
  print: (line: string) => void,
): Promise<void> {
  const clock = new RealClock();
  const client = new OpenAI({ baseURL: baseUrl, apiKey: "none", maxRetries: 0 });
  const model = createOpenAiModel({ baseUrl, apiKey: "none", clock, timeoutMs: 60_000 });
  const prices = { m: { inputUsdPerMTok: 0.25, outputUsdPerMTok: 2 } };
  const limits = [{ name: "budget.usdPerDay", scope: { agent: "bench" }, sinceMs: 0, maximum: 1e15 }];
  const ours = createWorker({
    model,
    models: ["m"],
    prices,
    limits,
    step,
    clock,
    random: seededRandom(1),
    memory: createModelMemory(clock),
  });
  const { format } = schemaContract(output, "worker");
  const builder = new RequestBuilder({ instructions, input, tools: () => [], format, maxOutputTokens: 4_096 });
  const body = chatRequest(builder.at("m", "json_schema"), { tokenField: "max_completion_tokens", stream: false });

  const emptyTerms = { cost: { unit: "usd_nano", maximum: 1, limits, actual: () => 1, actualOnError: () => 1 } } as const;
  const times = { bare: [] as Cost[], ours: [] as Cost[], step: [] as Cost[] };
  for (let call = 0; call < calls + warmUp; call++) {
    const bare = await timed(async () => void (await client.chat.completions.create(body)));
    const empty = await timed(async () => void (await step("empty", async () => 0, emptyTerms)));
    const worked = await timed(async () => void (await ours.run({ instructions, input, output })));
    if (call < warmUp) continue;
    times.bare.push(bare);
    times.ours.push(worked);
    times.step.push(empty);
  }
  const wall = ({ wallMs }: Cost) => wallMs;
  const cpu = ({ cpuMs }: Cost) => cpuMs;
  const [bare, withWorker, empty] = [times.bare, times.ours, times.step].map((costs) => median(costs.map(wall))) as Three;
  const [bareCpu, withWorkerCpu, emptyCpu] = [times.bare, times.ours, times.step].map((costs) => median(costs.map(cpu))) as Three;
  const over = withWorker - bare;
  const shares = `${empty.toFixed(2)} ms of them an empty priced step (two durable commits)`;
  // On a machine that others use, too, only the second line is about this code.
  print(
    `${name.padEnd(32)}bare ${bare.toFixed(2)} ms, worker ${withWorker.toFixed(2)} ms: + ${over.toFixed(2)} ms (target ≤ 3), ratio ${(withWorker / bare).toFixed(2)}; ${shares}`,
  );
  const overCpu = (withWorkerCpu - bareCpu).toFixed(2);
  print(
    `${"".padEnd(32)}CPU of this process: bare ${bareCpu.toFixed(2)} ms, + ${overCpu} ms, ${emptyCpu.toFixed(2)} ms of them the empty step`,
  );
}

type Three = [number, number, number];

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function timed(work: () => Promise<void>): Promise<Cost> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1_000 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
