import { expect, it } from "vitest";
import { readableText } from "../../src/cli/readable-text.ts";

it("text for a terminal keeps its colours and lines, and nothing else that steers one", () => {
  const hostile = "\u001b[31mred\u001b[39m\ttab\nnext\u001b[2J\u001b]0;title\u0007\u009b1A\r\u0008 end";
  expect(readableText(hostile)).toBe("\u001b[31mred\u001b[39m\ttab\nnext[2J]0;title1A end");
});

it("a long line is broken between words, as far in as it began; short ones and long words stay", () => {
  expect(readableText("  one two three four\nshort", 12)).toBe("  one two\n  three four\nshort");
  expect(readableText("see https://example.com/a/long/way now", 12)).toBe("see\nhttps://example.com/a/long/way\nnow");
  expect(readableText("\u001b[2mcolours take no room\u001b[22m", 20)).toBe("\u001b[2mcolours take no room\u001b[22m");
  expect(readableText("x".repeat(200))).toHaveLength(200);
});
