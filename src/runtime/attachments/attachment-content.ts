import type { InputPart } from "../../llm/worker-task.ts";
import { refused } from "./attachment-sources.ts";

type MediaType = Extract<InputPart, { readonly type: "image" }>["mediaType"];

// How their files begin, in hex.
const images: readonly { readonly mediaType: MediaType; readonly begins: RegExp }[] = [
  { mediaType: "image/png", begins: /^89504e470d0a1a0a/ },
  { mediaType: "image/jpeg", begins: /^ffd8ff/ },
  { mediaType: "image/gif", begins: /^474946383[79]61/ },
  { mediaType: "image/webp", begins: /^52494646.{8}57454250/ },
];
const pdf = "255044462d";

/** What a model can be given of the bytes: an image, or text in UTF-8. Told by the content, since names and headers are the sender's. */
export function attachmentPart(name: string, bytes: Buffer): InputPart {
  const beginning = bytes.subarray(0, 16).toString("hex");
  const image = images.find(({ begins }) => begins.test(beginning));
  if (image) return { type: "image", mediaType: image.mediaType, base64: bytes.toString("base64") };
  if (beginning.startsWith(pdf) || bytes.includes(0)) throw refused("leads to a file that is neither text nor an image");
  try {
    return { type: "attachment", name, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    throw refused("leads to a file that is neither text nor an image");
  }
}
