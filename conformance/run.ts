import type { Check } from "./check.ts";
import type { Control } from "./control.ts";
import { createWorld, type WorldOptions } from "./create-world.ts";
import { NotApplicable } from "./not-applicable.ts";
import type { ProfileRules } from "./profiles.ts";

export type Verdict =
  | { readonly result: "pass" }
  | { readonly result: "fail"; readonly reason: string }
  | { readonly result: "skip"; readonly reason: string };

/** Why a check cannot be run here, or undefined when it can. */
export function obstacle({ control, appliesTo }: Check, profile: ProfileRules, plane: Control | undefined): string | undefined {
  if (appliesTo && !appliesTo(profile)) return `not in profile ${profile.name}`;
  return control && !plane ? "needs the control plane" : undefined;
}

/** Runs one check against a server; never rejects. Where there is a control plane, money has to be conserved afterwards, too. */
export async function runCheck(check: Check, options: WorldOptions): Promise<Verdict> {
  const { control, profile } = options;
  const reason = obstacle(check, profile, control);
  if (reason !== undefined) return { result: "skip", reason };
  try {
    await check.run(createWorld(options));
    if (control && !(await control.ledger()).conserved) throw new Error("Money is not conserved: the ledger's check fails");
    return { result: "pass" };
  } catch (error) {
    if (error instanceof NotApplicable) return { result: "skip", reason: error.message };
    return { result: "fail", reason: textOf(error) };
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
