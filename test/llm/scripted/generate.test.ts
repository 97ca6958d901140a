import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { seededRandom } from "../../../src/base/random.ts";
import { generateValue } from "../../../src/llm/scripted/generate.ts";
import type { JsonSchema } from "../../../src/llm/scripted/json-schema.ts";
import { proseAbout } from "../../../src/llm/scripted/prose.ts";
import { fenced } from "../../../src/llm/untrusted.ts";

const generate = (schema: z.ZodType, prompt = "Write about lighthouses") =>
  generateValue(z.toJSONSchema(schema, { io: "input" }) as JsonSchema, proseAbout(prompt));

type Tree = { readonly name: string; readonly children: readonly Tree[] };
const tree: z.ZodType<Tree> = z.object({
  name: z.string(),
  get children() {
    return z.array(tree);
  },
});

describe("a generated value fits its schema:", () => {
  test.each<[string, z.ZodType]>([
    ["strings within bounds", z.object({ article: z.string().min(2_000).max(2_100), short: z.string().max(7) })],
    [
      "numbers within bounds",
      z.object({ a: z.number().gt(0).lt(1), b: z.int().min(-9).max(-3), c: z.number().multipleOf(25).min(30) }),
    ],
    ["enums, literals and booleans", z.object({ a: z.enum(["x", "y"]), b: z.literal(7), c: z.boolean(), d: z.null() })],
    ["formats", z.object({ a: z.email(), b: z.url(), c: z.uuid(), d: z.iso.datetime(), e: z.iso.date() })],
    [
      "arrays and tuples",
      z.object({ a: z.array(z.string()).min(3), b: z.array(z.int()).max(0), c: z.tuple([z.string(), z.number()]) }),
    ],
    [
      "unions, nullables and optionals",
      z.object({ a: z.union([z.object({ k: z.literal("l") }), z.string()]), b: z.string().nullable(), c: z.int().optional() }),
    ],
    ["intersections", z.object({ a: z.object({ x: z.string() }).and(z.object({ y: z.number() })) })],
    ["records and defaults", z.object({ a: z.record(z.string(), z.number()), b: z.string().default("given") })],
    ["a simple pattern", z.object({ a: z.string().regex(/^[A-Z]+-\d+$/), b: z.string().regex(/^#[0-9a-f]{6}$/) })],
    ["a recursive schema", tree],
  ])("%s", (_what, schema) => {
    const value = generate(schema);
    expect(schema.safeParse(value)).toMatchObject({ success: true });
    expect(generate(schema)).toEqual(value);
  });
});

test("strings of any bounds are kept, whatever the prompt", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat({ max: 3_000 }), fc.nat({ max: 400 }), (prompt, min, more) => {
      const schema = z.object({
        text: z
          .string()
          .min(min)
          .max(min + more),
        title: z
          .string()
          .min(min)
          .max(min + more),
      });
      expect(schema.safeParse(generate(schema, prompt)).success).toBe(true);
    }),
  );
});

test("integers of any bounds are kept", () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(), (min, more) => {
      const schema = z.object({
        n: z
          .int()
          .min(min)
          .max(min + more),
      });
      expect(schema.safeParse(generate(schema)).success).toBe(true);
    }),
  );
});

test("a score is at its top", () => {
  expect(generate(z.object({ rating: z.int().min(1).max(5), words: z.int().min(100).max(500) }))).toEqual({
    rating: 5,
    words: 300,
  });
});

test("prose names what the prompt's marked text is about, whatever the fence's random code", () => {
  const prompt = (seed: number) => `Do the work below.\n${fenced("requirements", "Keeping bees on a roof", seededRandom(seed))}`;
  const write = (seed: number) => proseAbout(prompt(seed)).write("", { sentences: 12 });
  expect(write(1)).toContain("“Keeping bees on a roof”");
  expect(write(1)).toBe(write(2));
});

test("a topic that the prompt names is the topic", () => {
  expect(proseAbout("Order 7\nTopic: why octopuses change colour. Audience: adults.").topic).toBe("why octopuses change colour");
});

test("feedback in the prompt always changes the prose", () => {
  const random = seededRandom(1);
  const brief = fenced("requirements", "Keeping bees", random);
  const revised = `${brief}\n${fenced("feedback", "Say more about honey!", random)}`;
  const write = (prompt: string) => proseAbout(prompt).write("", { sentences: 2 });
  expect(write(revised)).not.toBe(write(brief));
  expect(write(revised)).toContain("Say more about honey");
  expect(write(`${brief}\n\nFeedback:\nSay more about honey!`)).not.toBe(write(brief));
});
