import { describe, expect, it } from "vitest";
import { load, problemsIn } from "./fixtures.ts";

const agents = (approvals: string) => `agents: [{ use: ./a, approvals: { ${approvals} } }]\n`;
const approvalsOf = (text: string) => {
  const [entry] = load(agents(text)).agents;
  return entry?.ok ? entry.agent.approvals : undefined;
};

describe("approvals", () => {
  it.each([
    ["always", "always"],
    ["{ abovePriceOcmc: 500 }", { abovePriceOcmc: 500 }],
    ["{ when: always, onExpiry: requestRevision }", { when: "always", onExpiry: "requestRevision" }],
    [
      "{ abovePriceOcmc: 5, expiresAfterMs: 86400000, onExpiry: letPass }",
      { abovePriceOcmc: 5, expiresAfterMs: 86_400_000, onExpiry: "letPass" },
    ],
  ])("read approve: %s", (text, read) => {
    expect(approvalsOf(`approve: ${text}`)).toMatchObject({ approve: read, deliver: "never" });
  });

  it.each([
    ["approve", "{ when: always, abovePriceOcmc: 5 }"],
    ["approve", "{ expiresAfterMs: 1000 }"],
    ["approve", "{ when: never }"],
    ["approve", "{ when: always, onExpiry: reject }"],
    ["approve", "{ when: always, expiresAfterMs: 0 }"],
    ["deliver", "{ when: always, onExpiry: requestRevision }"],
    ["start", "always"],
  ])("refuse %s: %s, at its place", (action, text) => {
    const problems = problemsIn(`${agents(`${action}: ${text}`)}dataDir: 7\n`);
    expect(problems.map(({ path }) => path).join(" ")).toContain(`agents[0].approvals.${action}`);
  });
});
