import { errorFactory } from "../base/errors.ts";

export const cliErrors = {
  usage: {
    summary: "A command was called with wrong arguments; `upclaws <verb> --help` shows the right ones.",
    retryable: false,
  },
  not_in_directory: { summary: "The data directory knows no such run or order.", retryable: false },
  daemon_silent: { summary: "The daemon owns the data directory but did not answer a command in time.", retryable: true },
  key_refused: { summary: "The platform refuses the key that was to be kept; the old one stays.", retryable: false },
  address_in_use: {
    summary: "The port is taken by another process; choose another with --port, or 0 for any free one.",
    retryable: false,
  },
  file_system: {
    summary: "The file system or the disk refused what a command needs; the message tells the path and what to look at.",
    retryable: false,
  },
  files_exist: {
    summary:
      "`upclaws init` or `new` would have overwritten files; nothing was written. Choose another name or folder, or move them.",
    retryable: false,
  },
  project_unusable: {
    summary: "The folder's package.json or configuration cannot be built upon; the message tells the file and what to change.",
    retryable: false,
  },
  sandbox_in_use: {
    summary: "Another `upclaws dev` runs for this project; its sandbox in `.upclaws/dev` is left alone.",
    retryable: false,
  },
  stopped: { summary: "The command was asked to end (Ctrl-C, SIGTERM) before it had a result.", retryable: false },
  demo_unfinished: {
    summary: "The demo's orders were not all closed within its time; the last lines tell where they stood.",
    retryable: false,
  },
} as const;
export const cliError = errorFactory(cliErrors);
