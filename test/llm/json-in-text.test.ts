import { expect, it } from "vitest";
import { jsonInText } from "../../src/llm/json-in-text.ts";

it.each([
  ["alone", '{"a":1}'],
  ["in a fence", '```json\n{"a":1}\n```'],
  ["in a fence with blanks and empty lines", 'Here:\n``` \r\n\n {"a":1}\n\n```\nDone.'],
  ["in a fence that ends in its line", '```\n{"a":1}```'],
  ["behind a fence of something else", '```js\nlet a;\n```\n{"a":1}'],
  ["among words", 'The answer is {"a":1}, I think.'],
])("finds JSON %s", (_where, text) => {
  expect(jsonInText(text)).toEqual({ a: 1 });
});

it("takes no time to speak of for thousands of line ends behind a fence that never ends", () => {
  const beforeMs = process.cpuUsage().user / 1_000;
  expect(jsonInText(`\`\`\`${"\n".repeat(6_000)}`)).toBeUndefined();
  expect(process.cpuUsage().user / 1_000 - beforeMs).toBeLessThan(2_000);
});
