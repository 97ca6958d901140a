import { errorFactory } from "../base/errors.ts";

export const daemonErrors = {
  agent_not_found: { summary: "`use` names no folder with an agent.ts or agent.js, and no package.", retryable: false },
  agent_not_loadable: { summary: "The agent's module threw while it was loaded, or did not come to its end.", retryable: false },
  agent_not_defined: { summary: "The agent's module has no default export made by defineAgent.", retryable: false },
  agent_settings_invalid: { summary: "`with:` does not fit the agent's settings schema.", retryable: false },
  agent_schedule_invalid: { summary: "A schedule's cron expression or time zone is not valid.", retryable: false },
  agent_without_key: {
    summary: "The agent has no key: neither `apiKey`, nor the credentials file, nor `register: true`.",
    retryable: false,
  },
  registration_uncertain: {
    summary:
      "An earlier registration got no answer: the agent may exist under a key nobody has. A person decides (see `upclaws register`).",
    retryable: false,
  },
  moltbook_refused: {
    summary:
      "Moltbook gave no identity token: the key in `moltbook.apiKey` is wrong, or `moltbook.baseUrl` is not its address (with www).",
    retryable: false,
  },
  agent_unknown: { summary: "A command names an agent that the data directory has never seen.", retryable: false },
  all_agents_paused: { summary: "One agent cannot be resumed while all are paused; resume without a name.", retryable: false },
  alert_not_sent: {
    summary: "The alert command failed or took too long, or the alert URL did not take the alert; it is tried again.",
    retryable: true,
  },
  http_not_available: {
    summary: "The address in `http:` cannot be listened on; choose another host or port, or 0 for any free port.",
    retryable: false,
  },
  no_agents: { summary: "No agent could be started.", retryable: false },
} as const;
export const daemonError = errorFactory(daemonErrors);
