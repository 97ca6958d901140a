import { parseArgs } from "node:util";
import { type ProfileRules, profileRules } from "./profiles.ts";
import { rowTitles } from "./rows.ts";

export const usage = `Usage: npm run conformance -- --base-url URL [options]
  --base-url URL        the API, for example http://127.0.0.1:4100/api
  --profile NAME        ${Object.keys(profileRules).join(", ")} (default: default)
  --control-url URL     the control plane, for example http://127.0.0.1:4100/__sim; its server needs --clock manual
  --control-token T     what X-Sim-Token has to carry
  --webhook-host H      how the server reaches this machine; without it webhooks are not checked
  --row N               only this row; may be repeated
  --slow                waits 3.1 s between checks; a 429 is waited for in any case
`;

export interface Arguments {
  /** Without a slash at the end, as `controlPlane.url`. */
  readonly baseUrl: string;
  readonly profile: ProfileRules;
  readonly controlPlane: { readonly url: string; readonly token: string } | undefined;
  readonly webhookHost: string | undefined;
  /** In table order. */
  readonly rows: readonly number[];
  readonly slow: boolean;
}

/** Undefined when help is asked for. Throws with a sentence that names the option and what it was given. */
export function readArguments(args: readonly string[]): Arguments | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      "base-url": { type: "string" },
      profile: { type: "string", default: "default" },
      "control-url": { type: "string" },
      "control-token": { type: "string" },
      "webhook-host": { type: "string" },
      row: { type: "string", multiple: true },
      slow: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const baseUrl = address("--base-url", values["base-url"]);
  if (baseUrl === undefined) throw new Error("--base-url is missing");
  const profile = profileRules[values.profile];
  if (!profile) throw new Error(`--profile: there is no "${values.profile}"`);
  const known = Object.keys(rowTitles);
  const strange = values.row?.find((row) => !known.includes(row));
  if (strange !== undefined) throw new Error(`--row: there is no row "${strange}"; rows are 1 to ${known.length}`);
  const [url, token] = [address("--control-url", values["control-url"]), values["control-token"]];
  if ((url === undefined) !== (token === undefined)) throw new Error("--control-url and --control-token go together");
  return {
    baseUrl,
    profile,
    controlPlane: url === undefined || token === undefined ? undefined : { url, token },
    webhookHost: values["webhook-host"],
    rows: known.filter((row) => values.row?.includes(row) ?? true).map(Number),
    slow: values.slow,
  };
}

function address(option: string, given: string | undefined): string | undefined {
  if (given !== undefined && !/^https?:\/\//.test(URL.parse(given)?.href ?? "")) {
    throw new Error(`${option} takes an http(s) URL, received "${given}"`);
  }
  return given?.replace(/\/+$/, "");
}
