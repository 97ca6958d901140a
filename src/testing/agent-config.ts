import { z } from "zod";
import { agentSchema } from "../config/agent-schema.ts";
import { testingError } from "./errors.ts";

/** As an entry of `agents` in the configuration, without what only a file needs. */
export interface RunOptions
  extends Readonly<
    Partial<Pick<z.input<typeof agentSchema>, "with" | "budget" | "worker" | "spend" | "approvals" | "concurrency">>
  > {
  /** In place of the definition's own name. */
  readonly name?: string;
  /** OCMC beside the 50 that every agent gets when it registers. */
  readonly ocmc?: number;
}

/** The configuration's own rules for an entry. Throws `test_agent_not_started`. */
export function agentConfig(options: RunOptions, name: string, apiKey: string): z.output<typeof agentSchema> {
  const { ocmc: _, name: __, ...entry } = options;
  const parsed = agentSchema.safeParse({ use: name, apiKey, ...entry });
  if (parsed.success) return parsed.data;
  throw testingError("test_agent_not_started", `${name}: ${z.prettifyError(parsed.error)}`, { agent: name });
}
