/** What a user message is made of where text alone is not enough. */
export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "image";
      readonly mediaType: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
      /** The file's bytes in base64. */
      readonly base64: string;
    };

export type Content = string | readonly ContentPart[];

/** The text of a message; an image stands in it as `[image/png]`. */
export function contentText(content: Content | null): string {
  if (typeof content === "string") return content;
  return (content ?? []).map((part) => (part.type === "text" ? part.text : `[${part.mediaType}]`)).join("\n");
}

export function imageCount(content: Content | null): number {
  return Array.isArray(content) ? content.filter((part) => part.type === "image").length : 0;
}
