import { cliHere } from "./cli-here.ts";

export interface CliAnswer {
  readonly exitCode: number;
  readonly json: readonly Readonly<Record<string, unknown>>[];
  /** Everything for people, on both streams. */
  readonly text: string;
}

/** A command in this process, for tests that do not mind which stream something was said on. */
export async function cliCall(...args: readonly string[]): Promise<CliAnswer> {
  const { code, json, text, told } = await cliHere(args);
  return { exitCode: code, json, text: `${text}\n${told}` };
}
