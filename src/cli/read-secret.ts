import { password } from "@clack/prompts";

/** One line from standard input; in a terminal it is asked for and not shown. Empty when there is none, or the person gave up. */
export async function readSecret(question: string): Promise<string> {
  if (process.stdin.isTTY) {
    const answer = await password({ message: question });
    return typeof answer === "string" ? answer.trim() : "";
  }
  let text = "";
  for await (const chunk of process.stdin) text += String(chunk);
  return text.trim().split("\n")[0]?.trim() ?? "";
}
