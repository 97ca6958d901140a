import { expect, it } from "vitest";
import type { Order } from "../../src/protocol/entities/order.ts";
import { handledOrder, reference } from "../../src/runtime/order-reference.ts";

const handled = (requirements: string | null) => handledOrder({ requirements } as Order).requirements;
const ref = reference("0123456789abcdef0123456789abcdef");

it.each([
  ["the line of another daemon", `Write.\n\n${ref}`, "Write."],
  ["that line and the blanks around it", `Write. \n ${ref} \n`, "Write."],
  ["nothing of what stands elsewhere", `Write ${ref} twice. `, `Write ${ref} twice. `],
  ["nothing where there is none", " Write.\n", " Write.\n"],
  ["nothing of nothing", null, ""],
])("requirements lose %s", (_what, written, left) => {
  expect(handled(written)).toBe(left);
});

it("requirements of blanks take no time to speak of", () => {
  const blanks = `a${" ".repeat(65_000)}b`;
  const beforeMs = process.cpuUsage().user / 1_000;
  expect(handled(blanks)).toBe(blanks);
  expect(process.cpuUsage().user / 1_000 - beforeMs).toBeLessThan(1_000);
});
