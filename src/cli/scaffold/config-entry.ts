import { readFileSync } from "node:fs";
import { isMap, isSeq, parseDocument } from "yaml";
import { messageOf } from "../../base/errors.ts";
import { cliError } from "../errors.ts";

/**
 * The configuration file's text with one more agent; its comments and everything else stay. Throws `project_unusable` when there is no such file or
 * no place for an agent in it.
 */
export function withAgent(file: string, use: string, entry: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(textOf(file));
  const [error] = document.errors;
  if (error) throw cliError("project_unusable", `${file}: ${error.message}`, { file });
  if (!isMap(document.contents)) throw cliError("project_unusable", `${file}: expected a configuration, found no keys`, { file });
  const agents = document.get("agents", true);
  const added = document.createNode({ use, ...entry });
  // Values such as `budget: { usdPerOrder: 0.25 }` stay on their line.
  for (const { value } of added.items) if (isMap(value)) value.flow = true;
  if (isSeq(agents)) {
    agents.flow = false;
    agents.add(added);
  } else if (agents === undefined) document.set("agents", [added]);
  else throw cliError("project_unusable", `${file}: agents: expected a list`, { file });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const message = `${file}: ${messageOf(error)}. "upclaws init" makes a project with one; --config names another`;
    throw cliError("project_unusable", message, { file }, error);
  }
}
