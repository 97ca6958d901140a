import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cassetteModel, endpointModel, type Model, type ModelRequest } from "upclaws/testing";
import { describe, expect, it } from "vitest";
import { scriptedEndpoint } from "../llm/support/endpoint.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import { testMarket } from "../support/test-market.ts";
import { drafting } from "./agents.ts";

const secret = "a-secret-of-the-house";
const never = new AbortController().signal;
const ask = (user: string): ModelRequest => ({
  model: "gpt-5-mini",
  messages: [
    { role: "system", content: "Write.\nBe short." },
    { role: "user", content: user },
  ],
  maxOutputTokens: 100,
});
const cassette = () => join(tempDirectory(), "cassettes/drafts.json");

function counting(answer = "Fine"): Model & { asked: number } {
  return {
    asked: 0,
    async complete({ model }) {
      this.asked++;
      return { text: answer, toolCalls: [], finishReason: "stop", model, usage: { inputTokens: 3, outputTokens: 1 } };
    },
  };
}

/** An order delivered with that model; answers the delivery. */
async function deliver(model: Model, seed = 1): Promise<string | undefined> {
  const market = await testMarket({ model, seed });
  const agent = await market.run(drafting);
  const order = await (await market.buyer()).order(agent.gig(), "Topic: tides");
  await market.settle();
  return order.delivery;
}

describe("a cassette", () => {
  it("records a real endpoint once, through a market, and plays it back without one, whatever the seed", async () => {
    const file = cassette();
    const { server, baseUrl } = await scriptedEndpoint({ default: { json: { text: "From far away" } } });
    const key = "sk-a-real-key-0123456789";
    const real = () => endpointModel({ baseUrl, apiKey: key });
    expect(await deliver(cassetteModel({ file, mode: "record", model: real, secrets: [key] }))).toBe("From far away");
    const calls = server.callCount;
    expect(calls).toBeGreaterThan(0);
    expect(await deliver(cassetteModel({ file, mode: "record", model: real }))).toBe("From far away");
    expect(server.callCount).toBe(calls);
    await server.close();
    expect(await deliver(cassetteModel({ file, mode: "replay" }), 7)).toBe("From far away");
    expect(readFileSync(file, "utf8")).not.toContain(key);
  });

  it("fails on a miss with a diff against the nearest recording, and calls nothing", async () => {
    const file = cassette();
    const real = counting();
    const recorder = cassetteModel({ file, mode: "record", model: real });
    await recorder.complete(ask("Topic: tides\nAudience: sailors"), never);
    await recorder.complete(ask("Something else"), never);
    const replayer = cassetteModel({ file, mode: "replay", model: real });
    const miss = replayer.complete(ask("Topic: tides\nAudience: children"), never);
    await expect(miss).rejects.toMatchObject({
      code: "cassette_miss",
      message: expect.stringContaining("  Topic: tides\n- Audience: sailors\n+ Audience: children"),
    });
    expect(real.asked).toBe(2);
    expect(replayer.unused()).toHaveLength(2);
  });

  it("keeps no secret, neither told nor by its shape, in request or reply, and still finds its recordings", async () => {
    const file = cassette();
    const leak = `The key is ak_0123456789abcdef, the word is ${secret}`;
    const options = { file, secrets: [secret] };
    const recorded = await cassetteModel({ ...options, mode: "record", model: counting(leak) }).complete(ask(leak), never);
    const written = readFileSync(file, "utf8");
    expect(written).not.toContain(secret);
    expect(written).not.toContain("ak_0123456789abcdef");
    expect(await cassetteModel({ ...options, mode: "replay" }).complete(ask(leak), never)).toEqual(recorded);
  });

  it("has the same bytes whatever the order of recording", async () => {
    const files = [cassette(), cassette()];
    for (const [index, file] of files.entries()) {
      const model = cassetteModel({ file, mode: "record", model: counting() });
      for (const user of index === 0 ? ["One", "Two"] : ["Two", "One"]) await model.complete(ask(user), never);
    }
    expect(readFileSync(files[0]!)).toEqual(readFileSync(files[1]!));
  });

  it("asks once for equal requests side by side, and forgets failures", async () => {
    const real = counting();
    const model = cassetteModel({ file: cassette(), mode: "record", model: real });
    await Promise.all([model.complete(ask("One"), never), model.complete(ask("One"), never)]);
    expect(real.asked).toBe(1);
    const failing: Model = { complete: () => Promise.reject(new Error("down")) };
    const file = cassette();
    await expect(cassetteModel({ file, mode: "record", model: failing }).complete(ask("One"), never)).rejects.toThrow("down");
    await expect(cassetteModel({ file, mode: "replay" }).complete(ask("One"), never)).rejects.toThrow("no recordings");
  });

  it("finds a recording by what the author calls the same", async () => {
    const file = cassette();
    const normalize = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\d/g, "DATE");
    await cassetteModel({ file, mode: "record", model: counting(), normalize }).complete(ask("On 2026-01-01"), never);
    const replayed = cassetteModel({ file, mode: "replay", normalize }).complete(ask("On 2027-02-02"), never);
    await expect(replayed).resolves.toMatchObject({ text: "Fine" });
  });

  it("refuses a file that is none", () => {
    const file = join(tempDirectory(), "broken.json");
    writeFileSync(file, `{ "format": "upclaws-cassette/9", "recordings": {} }`);
    expect(() => cassetteModel({ file, mode: "replay" })).toThrow(
      /broken\.json is no cassette of the format upclaws-cassette\/1/,
    );
  });
});
