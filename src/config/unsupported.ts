import type { Config } from "./config.ts";

export interface UnsupportedSetting {
  /** `http.webhooks` */
  readonly path: string;
  readonly message: string;
}

/**
 * Settings that are valid but that this version does not act on. An operator who asked for a safety net must not run without it, so the
 * daemon refuses to start unless this is empty. The one list of them: delete a line when the feature arrives.
 */
export function unsupported(config: Config): readonly UnsupportedSetting[] {
  return [
    ...(config.notify ? [setting("notify", "alerts are not sent yet")] : []),
    ...(config.http?.webhooks ? [setting("http.webhooks", "webhooks are not received yet; polling finds everything")] : []),
  ];
}

function setting(path: string, message: string): UnsupportedSetting {
  return { path, message: `${path}: ${message}` };
}
