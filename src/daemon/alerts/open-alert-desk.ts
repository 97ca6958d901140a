import { dirname } from "node:path";
import type { Redactor } from "../../base/redact.ts";
import type { Config } from "../../config/config.ts";
import { AlertDesk, type AlertDeskOptions } from "./alert-desk.ts";
import { commandNotifier } from "./command-notifier.ts";
import type { Notifier } from "./notifier.ts";
import { urlNotifier } from "./url-notifier.ts";

type DeskTools = Omit<AlertDeskOptions, "on" | "notifier" | "redact"> & { readonly redactor: Redactor };

export interface OpenAlertDesk {
  readonly desk: AlertDesk;
  readonly notifier: Notifier;
}

/** The desk that the configuration asks for, with its notifier; undefined when it asks for none. */
export function openAlertDesk(
  { notify, file }: Pick<Config, "notify" | "file">,
  { redactor, ...tools }: DeskTools,
): OpenAlertDesk | undefined {
  if (!notify) return undefined;
  // Chat services put the secret into the path.
  redactor.add(notify.url);
  const notifier =
    notify.url === undefined
      ? commandNotifier({ command: notify.command ?? "", directory: dirname(file) })
      : urlNotifier(notify.url);
  const redact = (text: string) => redactor.redact(text);
  return { desk: new AlertDesk({ ...tools, on: notify.on, notifier, redact }), notifier };
}
