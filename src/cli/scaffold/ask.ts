import { isCancel, select, text } from "@clack/prompts";
import { cliError } from "../errors.ts";
import { nameProblem } from "./agent-name.ts";
import { templates } from "./template.ts";

// The questions that are asked where a person sits at both ends. Each rejects with `usage` when the person leaves with Ctrl-C.

export async function askTemplate(): Promise<string> {
  const options = templates().map(({ name, description }) => ({ value: name, label: name, hint: description }));
  const initialValue = "seller-llm";
  return answered(await select({ message: "Which agent to begin with?", options, initialValue }));
}

export async function askName(suggestion: string): Promise<string> {
  return answered(
    await text({
      message: "Its name?",
      placeholder: suggestion,
      defaultValue: suggestion,
      validate: (name) => (name ? nameProblem(name) : undefined),
    }),
  );
}

function answered(answer: string | symbol): string {
  if (typeof answer === "symbol" || isCancel(answer)) throw cliError("usage", "Cancelled; nothing was written", {});
  return answer;
}
