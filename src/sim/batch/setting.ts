import { isScalar, parse, parseDocument } from "yaml";
import { messageOf } from "../../base/errors.ts";
import { simError } from "../errors.ts";

/** One value for each of some paths into a scenario, e.g. `{ "populations.buyers.count": 20 }`. */
export type Setting = Readonly<Record<string, unknown>>;

/** One path and the values to try there, as `--set path=a,b,c` has it. */
export interface Sweep {
  readonly path: string;
  readonly values: readonly unknown[];
}

/** Reads `path=a,b,c`. The values are YAML, so `"a,b"`, `[1, 2]` and `{mean: 3}` are one value each. Throws `setting_invalid`. */
export function parseSweep(text: string): Sweep {
  const [, path, list] = /^([\w-]+(?:\.[\w-]+)*)=(.+)$/s.exec(text) ?? [];
  if (path === undefined || list === undefined) throw invalid(text, "expected path=value or path=a,b,c");
  let values: unknown;
  try {
    values = parse(`[${list}]`);
  } catch (error) {
    throw invalid(text, messageOf(error));
  }
  if (!Array.isArray(values) || values.length === 0) throw invalid(text, "expected at least one value");
  return { path, values };
}

/** Every combination of the sweeps' values, the last one changing fastest; one empty setting without sweeps. Throws `setting_invalid`. */
export function combine(sweeps: readonly Sweep[]): readonly Setting[] {
  const twice = sweeps.find(({ path }, index) => sweeps.findIndex((other) => other.path === path) < index);
  if (twice) throw invalid(twice.path, "the same path is set twice; give all its values at once");
  return sweeps.reduce<readonly Setting[]>(
    (settings, { path, values }) => settings.flatMap((setting) => values.map((value) => ({ ...setting, [path]: value }))),
    [{}],
  );
}

/** The scenario's text with the setting in it; comments stay. Whether the scenario knows the paths is for its own check to say. */
export function applySetting(source: string, setting: Setting): string {
  const entries = Object.entries(setting);
  if (entries.length === 0) return source;
  const document = parseDocument(source);
  for (const [path, value] of entries) {
    const keys = path.split(".").map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    try {
      // A scalar keeps its place, and with it the comment at its end.
      const there = document.getIn(keys, true);
      if (isScalar(there) && typeof value !== "object") there.value = value;
      else document.setIn(keys, document.createNode(value));
    } catch (error) {
      throw invalid(`${path}=${JSON.stringify(value)}`, `the scenario has no such place: ${messageOf(error)}`);
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** "count=20 price=5". */
export function settingText(setting: Setting): string {
  const paths = Object.keys(setting);
  return shortPaths(paths)
    .map((short, index) => `${short}=${valueText(setting[paths[index] ?? ""])}`)
    .join(" ");
}

/** The last words of the paths, in full where two end alike. */
export function shortPaths(paths: readonly string[]): readonly string[] {
  const last = (path: string) => path.split(".").at(-1) ?? path;
  return paths.map((path) => (paths.some((other) => other !== path && last(other) === last(path)) ? path : last(path)));
}

/** The paths whose value is not the same in all of them. */
export function varyingPaths(settings: readonly Setting[]): readonly string[] {
  const paths = new Set(settings.flatMap((setting) => Object.keys(setting)));
  const values = (path: string) => new Set(settings.map((setting) => JSON.stringify(setting[path])));
  return [...paths].filter((path) => values(path).size > 1);
}

export function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function invalid(received: string, why: string) {
  return simError("setting_invalid", `--set ${received}: ${why}`, { received });
}
