import pico from "picocolors";
import { readableText } from "./readable-text.ts";

/** Where a command writes: results to stdout, everything meant for people beside them to stderr. */
export interface Terminal {
  /** One JSON document or object a line, on stdout. */
  json(value: unknown): void;
  /** Text for people, on stdout: the command's result. Colours may be in it; other control characters are dropped, and long lines are broken. */
  print(text: string): void;
  /** Text for people beside the result, on stderr. */
  tell(text: string): void;
  readonly isTty: boolean;
  readonly columns: number;
  readonly colors: ReturnType<typeof pico.createColors>;
}

export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  const write = (stream: NodeJS.WriteStream, text: string) =>
    stream.write(`${readableText(text, stream.isTTY ? stream.columns : undefined)}\n`);
  return {
    json: (value) => stdout.write(`${JSON.stringify(value)}\n`),
    print: (text) => write(stdout, text),
    tell: (text) => write(stderr, text),
    isTty: stdout.isTTY === true,
    columns: stdout.columns ?? 80,
    colors: pico.createColors(hasColors(process.env, stdout.isTTY === true)),
  };
}

/** The package's own choice would colour what a build server pipes into a file. */
function hasColors({ NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv, isTty: boolean): boolean {
  if (NO_COLOR) return false;
  return FORCE_COLOR ? FORCE_COLOR !== "0" : isTty && TERM !== "dumb";
}
