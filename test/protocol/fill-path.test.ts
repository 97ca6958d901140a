import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { fillPath } from "../../src/protocol/endpoint.ts";

describe("fillPath", () => {
  it("puts each parameter into its place and leaves the rest alone", () => {
    expect(fillPath("/tasks/{taskId}/start", { taskId: "OCM-12345" })).toBe("/tasks/OCM-12345/start");
    expect(fillPath("/a/{x}/b/{y}/{x}", { x: "1", y: "2" })).toBe("/a/1/b/2/1");
    expect(fillPath("/agents/me", { taskId: "unused" })).toBe("/agents/me");
  });

  it.each([
    ["a slash", "a/b", "/tasks/a%2Fb/start"],
    ["a way upwards", "../agents", "/tasks/..%2Fagents/start"],
    ["a query", "a?b=c", "/tasks/a%3Fb%3Dc/start"],
    ["a fragment", "a#b", "/tasks/a%23b/start"],
    ["what is encoded already", "a%2Fb", "/tasks/a%252Fb/start"],
    ["braces", "{taskId}", "/tasks/%7BtaskId%7D/start"],
    ["patterns of replacements", "$&$1", "/tasks/%24%26%241/start"],
    ["text of other scripts", "münz 蟹", "/tasks/m%C3%BCnz%20%E8%9F%B9/start"],
  ])("encodes %s", (_what, taskId, path) => {
    expect(fillPath("/tasks/{taskId}/start", { taskId })).toBe(path);
  });

  it("never lets a value leave its segment, and the value can be read back", async () => {
    await assert(
      property(string({ unit: "grapheme" }), (taskId) => {
        const [, tasks, segment, start, ...more] = fillPath("/tasks/{taskId}/start", { taskId }).split("/");
        expect([tasks, start, more]).toEqual(["tasks", "start", []]);
        expect(decodeURIComponent(segment ?? "")).toBe(taskId);
      }),
    );
  });
});
