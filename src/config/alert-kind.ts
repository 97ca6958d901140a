/** What an operator can be told of; `notify.on` chooses among them. Orders that are late count as stalled. */
export const alertKinds = ["approval", "deadLetter", "agentDisabled", "budget", "approvalDeadline", "stalled"] as const;
export type AlertKind = (typeof alertKinds)[number];
