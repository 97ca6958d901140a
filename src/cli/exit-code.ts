import { errorCode } from "../base/errors.ts";

/** What the process tells its caller (DESIGN section 6). */
export const exitCodes = { done: 0, failed: 1, usage: 2, owned: 3, deadLetters: 4 } as const;

const usageCodes: readonly string[] = [
  "agent_not_defined",
  "agent_not_found",
  "agent_not_loadable",
  "config_invalid",
  "config_missing",
  "data_directory_bound",
  "data_directory_damaged",
  "data_directory_forbidden",
  "data_directory_missing",
  "files_exist",
  "data_directory_unreadable",
  "fixtures_invalid",
  "fixtures_unwanted",
  "usage",
  "not_in_directory",
  "model_price_unknown",
  "no_agents",
  "project_unusable",
  "scenario_invalid",
  "script_invalid",
  "setting_invalid",
  "record_invalid",
];

/** The exit code for anything a command rejected with. */
export function exitCodeOf(thrown: unknown): number {
  const code = errorCode(thrown);
  if (code === "data_directory_owned" || code === "sandbox_in_use") return exitCodes.owned;
  return code !== undefined && usageCodes.includes(code) ? exitCodes.usage : exitCodes.failed;
}
