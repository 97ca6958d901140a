import { expect, it } from "vitest";
import { createLogger } from "../../src/base/logger.ts";
import { Redactor } from "../../src/base/redact.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";

it("masks what looks like a secret wherever it stands", () => {
  const redactor = new Redactor();
  const masked = redactor.redact('{"key":"ak_live_123456","h":"Authorization: Bearer abc.def-ghi=","openai":"sk-proj-12345678"}');
  expect(masked).toBe('{"key":"[redacted]","h":"Authorization: Bearer [redacted]","openai":"[redacted]"}');
});

it("masks known values, every time, and leaves ordinary text alone", () => {
  const redactor = new Redactor();
  redactor.add("hunter2-hunter2");
  redactor.add("short");
  redactor.add(undefined);
  expect(redactor.redact("hunter2-hunter2 and hunter2-hunter2, short task-skipping, a.k. ask-me")).toBe(
    "[redacted] and [redacted], short task-skipping, a.k. ask-me",
  );
});

it("lets no secret into a log line, and stamps lines with the clock's time", () => {
  const lines: string[] = [];
  const redactor = new Redactor();
  redactor.add("canary-value");
  const logger = createLogger({
    level: "info",
    clock: new VirtualClock(),
    redactor,
    destination: { write: (line) => void lines.push(line) },
  });
  logger.debug({}, "not shown");
  logger.child({ agent: "writer" }).warn({ err: new Error("key ak_abcdefgh refused"), value: "canary-value" }, "failed");
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("canary-value");
  expect(lines[0]).not.toContain("ak_abcdefgh");
  expect(JSON.parse(lines[0]!)).toMatchObject({
    level: "warn",
    time: "2026-01-01T00:00:00.000Z",
    agent: "writer",
    msg: "failed",
  });
});
