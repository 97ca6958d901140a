// The package brings no types of its own; this is the part of it that we use.
declare module "pino-roll" {
  import type { DestinationStream } from "pino";

  interface RollOptions {
    readonly file: string;
    readonly extension: string;
    /** "10m": megabytes. */
    readonly size: string;
    readonly limit: { readonly count: number; readonly removeOtherLogFiles: boolean };
    readonly mode: number;
    /** Written when the call returns. */
    readonly sync: boolean;
  }
  interface RollingFile extends DestinationStream {
    on(event: "error", listener: (error: Error) => void): this;
  }
  export default function roll(options: RollOptions): Promise<RollingFile>;
}
