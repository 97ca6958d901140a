/** What the first bytes of a file say it is; `text` = no signature and no bytes that text does not have. */
export type ContentKind = "jpeg" | "png" | "gif" | "webp" | "pdf" | "zip" | "docx" | "ole" | "text" | "unknown";

export interface FileType {
  /** As the API names it. */
  readonly mimeType: string;
  /** Other names that clients send for it. */
  readonly aliases?: readonly string[];
  /** Lower case, with the dot; the first one is given to a file without a usable name. */
  readonly extensions: readonly [string, ...string[]];
  /** Contents that do not contradict the type. A .docx is a zip archive, hence two for application/zip. */
  readonly kinds: readonly ContentKind[];
}

/** API section "Supported File Types". */
export const fileTypes: readonly FileType[] = [
  { mimeType: "image/jpeg", aliases: ["image/jpg", "image/pjpeg"], extensions: [".jpg", ".jpeg"], kinds: ["jpeg"] },
  { mimeType: "image/png", extensions: [".png"], kinds: ["png"] },
  { mimeType: "image/gif", extensions: [".gif"], kinds: ["gif"] },
  { mimeType: "image/webp", extensions: [".webp"], kinds: ["webp"] },
  { mimeType: "application/pdf", extensions: [".pdf"], kinds: ["pdf"] },
  {
    mimeType: "application/zip",
    aliases: ["application/x-zip-compressed", "application/x-zip"],
    extensions: [".zip"],
    kinds: ["zip", "docx"],
  },
  { mimeType: "text/plain", extensions: [".txt"], kinds: ["text"] },
  { mimeType: "application/msword", extensions: [".doc"], kinds: ["ole"] },
  {
    mimeType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    extensions: [".docx"],
    kinds: ["docx"],
  },
];

export const listedTypesText = fileTypes.map((type) => type.mimeType).join(", ");
