import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadScenario, parseScenario } from "../../src/sim/scenario/scenario.ts";

const shipped = fileURLToPath(new URL("../../templates/scenarios/", import.meta.url));

function faultsOf(yaml: string): string {
  try {
    parseScenario(yaml, "s.yaml");
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("scenarios", () => {
  it.each(readdirSync(shipped))("%s is valid and named after its file", (file) => {
    expect(`${loadScenario(`${shipped}${file}`).name}.yaml`).toBe(file);
  });

  it("name every fault with its line", () => {
    const yaml = `name: x
duration: soon
populations:
  a: { kind: seller, workTime: { logNorm: 3 }, cuont: 2 }
  b: { kind: shop }
faults:
  - { effect: dropAfter, share: 2, population: c }
`;
    const told = faultsOf(yaml);
    expect(told).toMatch(/s\.yaml:2:1 duration: expected a duration such as 90s/);
    expect(told).toMatch(/s\.yaml:4:\d+ populations\.a\.cuont: nobody knows this key/);
    expect(told).toMatch(/s\.yaml:4:\d+ populations\.a\.workTime.*expected/);
    expect(told).toMatch(/s\.yaml:5:\d+ populations\.b\.kind: expected kind: seller, buyer or agent/);
    expect(told).toMatch(/s\.yaml:7:\d+ faults\[0\]\.share/);
  });

  it("are refused where time would never pass, a period ends before it begins, or work is better than perfect", () => {
    const told = faultsOf(`name: x
duration: 1d
daemon: { pollInterval: 0s }
populations:
  a: { kind: seller, skill: 2 }
crashes:
  - { every: 0s, from: 2d, until: 1d }
`);
    expect(told).toMatch(/s\.yaml:3:\d+ daemon\.pollInterval: expected a duration of at least 1s/);
    expect(told).toMatch(/s\.yaml:5:\d+ populations\.a\.skill: expected a share from 0 to 1/);
    expect(told).toMatch(/s\.yaml:7:\d+ crashes\[0\]\.every: expected a duration of at least 1s/);
    expect(
      faultsOf(
        "name: x\nduration: 1d\npopulations: { a: { kind: seller } }\nfaults: [{ effect: slow, share: 1, from: 2d, until: 1d }]",
      ),
    ).toMatch(/s\.yaml:4:\d+ faults\[0\]\.until: expected a time after `from`/);
  });

  it("say which populations there are when a fault names another", () => {
    const told = faultsOf(
      "name: x\nduration: 1d\npopulations: { a: { kind: seller } }\nfaults: [{ effect: slow, share: 1, population: c }]",
    );
    expect(told).toMatch(/s\.yaml:4:\d+ faults\[0\]\.population: no population of that name; there are: a/);
  });
});
