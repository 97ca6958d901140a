import { expect, it } from "vitest";
import { EventHub } from "../../src/base/event-hub.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { followWriting } from "../../src/cli/dev/writing-line.ts";
import type { WorkerProgress } from "../../src/runtime/worker-progress.ts";

function writing(columns = 40) {
  const clock = new VirtualClock();
  const hub = new EventHub<WorkerProgress>(silentLogger);
  const shown: string[] = [];
  followWriting(hub, { clock, columns, show: (line) => shown.push(line) });
  const run = (id: string) => ({ id, agent: "writer" }) as WorkerProgress["text"]["run"];
  const write = async (text: string, id = "1") => {
    await clock.advanceBy(100);
    hub.emit("text", { run: run(id), worker: "draft", text });
  };
  const usage = { inputTokens: 1, outputTokens: 1 };
  const end = (id = "1") =>
    hub.emit("worker", {
      run: run(id),
      event: { worker: "draft", type: "model.answered", model: "m", usage, costUsd: 0 },
    });
  return { hub, clock, shown, run, write, end };
}

it("the console's passing line holds who writes and the last words, within the terminal's width", async () => {
  const { shown, write } = writing();
  await write("Otters hold");
  await write(" hands\nwhile they sleep, ");
  await write("so that they do not drift apart.");
  expect(shown[0]).toBe("writer draft writes: Otters hold");
  expect(shown[1]).toMatch(/^writer draft writes: ….*they sleep, $/);
  expect(shown[2]).toMatch(/^writer draft writes: ….*drift apart\.$/);
  for (const line of shown) expect(line.length).toBeLessThan(40);
});

it("a fast model does not make it flicker, and no escape sequence reaches the terminal", async () => {
  const { hub, shown, run, write } = writing();
  await write("a\u001b[2Jb");
  for (let piece = 0; piece < 50; piece++) hub.emit("text", { run: run("1"), worker: "draft", text: "c" });
  expect(shown).toEqual(["writer draft writes: a [2Jb"]);
  await write("d");
  expect(shown).toHaveLength(2);
});

it("it goes when the last reply has ended, and a new one begins anew", async () => {
  const { shown, write, end } = writing();
  await write("one", "1");
  await write("two", "2");
  end("1");
  expect(shown.at(-1)).toBe("writer draft writes: two");
  end("2");
  expect(shown.at(-1)).toBe("");
  await write("three", "1");
  expect(shown.at(-1)).toBe("writer draft writes: three");
});
