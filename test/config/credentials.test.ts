import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { Credentials } from "../../src/config/credentials.ts";
import { canary, temporaryFolder } from "./fixtures.ts";

const writer = { baseUrl: "http://127.0.0.1:4100/api", agent: "writer" };
const identity = { agentId: "a1", slug: "writer", apiKey: `ak_${canary}`, claimCode: "CLM-1234" };

function setup() {
  const folder = temporaryFolder();
  const file = join(folder, "data", "credentials.json");
  const clock = new VirtualClock();
  return { file, clock, folder: join(folder, "data"), credentials: new Credentials({ file, clock }) };
}

const refusal = (task: () => unknown): unknown => {
  try {
    task();
  } catch (thrown) {
    return thrown;
  }
  throw new Error("expected a refusal");
};

describe("Credentials", () => {
  it("keeps key and claim code by base URL and agent name, over restarts", () => {
    const { file, clock, credentials } = setup();
    credentials.beginRegistration(writer);
    credentials.completeRegistration(writer, identity);
    const again = new Credentials({ file, clock });
    expect(again.get({ ...writer, baseUrl: `${writer.baseUrl}/` })).toEqual({
      ...identity,
      state: "registered",
      claimed: false,
      registeredAt: "2026-01-01T00:00:00.000Z",
    });
    expect(again.get({ ...writer, baseUrl: "https://elsewhere.example/api" })).toBeUndefined();
    expect(again.get({ ...writer, agent: "shopper" })).toBeUndefined();
    expect([...again.list(writer.baseUrl).keys()]).toEqual(["writer"]);
  });

  it.skipIf(process.platform === "win32")("writes mode 0600 whatever the umask, and leaves no draft behind", () => {
    const { file, folder, credentials } = setup();
    const before = process.umask(0);
    try {
      credentials.beginRegistration(writer);
      credentials.completeRegistration(writer, identity);
    } finally {
      process.umask(before);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["credentials.json"]);
  });

  it.skipIf(process.platform === "win32").each([0o640, 0o604, 0o660, 0o622])(
    "refuses a file of mode %o, saying what to do",
    (mode) => {
      const { file, credentials } = setup();
      credentials.completeRegistration(writer, identity);
      chmodSync(file, mode);
      const thrown = refusal(() => credentials.get(writer)) as Error;
      expect(thrown).toMatchObject({ code: "credentials_exposed" });
      expect(thrown.message).toContain(`chmod 600 ${file}`);
      expect(refusal(() => credentials.beginRegistration({ ...writer, agent: "b" }))).toMatchObject({
        code: "credentials_exposed",
      });
      expect(statSync(file).mode & 0o777).toBe(mode);
    },
  );

  it.each(["", "{", `{"apiKey": "${canary}"`, "[]", '{"version":2,"agents":[]}'])(
    "refuses the damaged file %j without quoting it",
    (text) => {
      const { file, credentials } = setup();
      credentials.completeRegistration(writer, identity);
      writeFileSync(file, text);
      const thrown = refusal(() => credentials.beginRegistration(writer)) as Error;
      expect(thrown).toMatchObject({ code: "credentials_unreadable" });
      expect(`${thrown.message}${thrown.stack}${JSON.stringify(thrown)}`).not.toContain(canary);
      expect(readFileSync(file, "utf8")).toBe(text);
    },
  );

  it("never lets a registration with a lost reply be repeated silently", () => {
    const { file, clock, credentials } = setup();
    credentials.beginRegistration(writer);
    const restarted = new Credentials({ file, clock });
    expect(restarted.get(writer)).toEqual({ state: "registering", since: "2026-01-01T00:00:00.000Z" });
    expect(refusal(() => restarted.beginRegistration(writer))).toMatchObject({
      code: "registration_unresolved",
      details: { agent: "writer", since: "2026-01-01T00:00:00.000Z" },
    });
  });

  it("lets a registration begin again once a human discarded the intent", () => {
    const { credentials } = setup();
    credentials.beginRegistration(writer);
    credentials.abandonRegistration(writer);
    expect(credentials.get(writer)).toBeUndefined();
    credentials.beginRegistration(writer);
  });

  it("never gives up a stored key", () => {
    const { credentials } = setup();
    credentials.completeRegistration(writer, identity);
    credentials.abandonRegistration(writer);
    expect(refusal(() => credentials.beginRegistration(writer))).toMatchObject({ code: "already_registered" });
    const other = { ...identity, apiKey: "ak_other_key" };
    expect(refusal(() => credentials.completeRegistration(writer, other))).toMatchObject({ code: "already_registered" });
    expect(credentials.get(writer)).toMatchObject({ apiKey: identity.apiKey });
  });

  it("shows the key in no refusal", () => {
    const { credentials } = setup();
    credentials.completeRegistration(writer, identity);
    const thrown = refusal(() => credentials.beginRegistration(writer)) as Error;
    expect(`${thrown.message}${thrown.stack}${JSON.stringify(thrown)}`).not.toContain(canary);
  });

  it("keeps the claim code when the agent is claimed, and says so", () => {
    const { credentials } = setup();
    credentials.completeRegistration(writer, identity);
    credentials.markClaimed(writer);
    expect(credentials.get(writer)).toMatchObject({ claimed: true, claimCode: "CLM-1234" });
  });

  it.each(["__proto__", "constructor", "toString"])("takes the agent name %s for a name", (agent) => {
    const { credentials } = setup();
    expect(credentials.get({ ...writer, agent })).toBeUndefined();
    credentials.beginRegistration({ ...writer, agent });
    expect(credentials.get({ ...writer, agent })).toMatchObject({ state: "registering" });
  });
});
