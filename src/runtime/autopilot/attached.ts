import { errorCode, messageOf } from "../../base/errors.ts";
import type { InputPart } from "../../llm/worker-task.ts";
import type { OrderParty } from "./desk.ts";

/** What of the order's attachments the model is shown. Images only where every configured model takes them: others refuse the request. */
export type ShownAttachments = "none" | "text" | "textAndImages";

const mostFiles = 5;
const longestText = 20_000;

/** The order's files as input. One that may not be fetched or read is left out, with a line that says so; its address stands in the brief. */
export async function attachedParts(ctx: OrderParty, shown: ShownAttachments): Promise<readonly InputPart[]> {
  if (shown === "none") return [];
  const parts: InputPart[] = [];
  for (const [index, address] of ctx.attachments.slice(0, mostFiles).entries()) {
    parts.push(await attachedPart(ctx, address, index + 1, shown));
  }
  return parts;
}

async function attachedPart(ctx: OrderParty, address: string, number: number, shown: ShownAttachments): Promise<InputPart> {
  try {
    const part = await ctx.fetchAttachment(address);
    if (part.type === "attachment") return { ...part, text: part.text.slice(0, longestText) };
    return shown === "textAndImages" ? part : { type: "text", text: `Attachment ${number} is an image, which you cannot see.` };
  } catch (error) {
    if (errorCode(error) !== "attachment_refused") throw error;
    ctx.log.info({ attachment: number, reason: messageOf(error) }, "attachment left out");
    return { type: "text", text: `Attachment ${number} cannot be read.` };
  }
}
