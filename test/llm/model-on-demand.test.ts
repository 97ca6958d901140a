import { expect, it, vi } from "vitest";
import type { Model, ModelReply } from "../../src/llm/model.ts";
import { modelOnDemand } from "../../src/llm/model-on-demand.ts";

const reply: ModelReply = { text: "yes", toolCalls: [], finishReason: "stop", model: "m" };
const request = { model: "m", messages: [], maxOutputTokens: 1 };
const { signal } = new AbortController();

it("makes the model at the first call, once for all, and hands every call on", async () => {
  const complete = vi.fn<Model["complete"]>().mockResolvedValue(reply);
  const make = vi.fn(async () => ({ complete }));
  const model = modelOnDemand(make);
  expect(make).not.toHaveBeenCalled();
  const onText = () => {};
  expect(await Promise.all([model.complete(request, signal), model.complete(request, signal, onText)])).toEqual([reply, reply]);
  expect(make).toHaveBeenCalledOnce();
  expect(complete.mock.calls).toEqual([
    [request, signal, undefined],
    [request, signal, onText],
  ]);
});
