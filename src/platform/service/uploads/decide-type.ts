import { extname } from "node:path";
import { quoted } from "../../market/order-access.ts";
import { Refusal } from "../../market/refusal.ts";
import { type ContentKind, type FileType, fileTypes, listedTypesText } from "./file-types.ts";

export interface FileFacts {
  /** What the client says it is; absent when it says nothing. */
  readonly declaredType: string | undefined;
  readonly filename: string;
  readonly kind: ContentKind;
}

const saysNothing = "application/octet-stream";

/**
 * PLATFORM row 37: a listed declared type is taken unless the content contradicts it; without one (curl declares nothing for .docx, .doc, .zip and
 * .webp) extension and content must agree, and a file without an extension is what its content says. Throws `unsupported_media_type`.
 */
export function decideType({ declaredType = saysNothing, filename, kind }: FileFacts): FileType {
  const declared = declaredType.trim().toLowerCase();
  if (declared !== saysNothing) {
    const type = fileTypes.find(({ mimeType, aliases = [] }) => mimeType === declared || aliases.includes(declared));
    if (!type) throw refused(`${quoted(declared)} is not among the supported types`);
    if (!type.kinds.includes(kind)) throw refused(`The file is declared as ${type.mimeType}, but its content is not`);
    return type;
  }
  const extension = extname(filename).toLowerCase();
  if (extension === "") {
    const type = fileTypes.find(({ kinds }) => kinds[0] === kind);
    if (!type) throw refused("The file's content is none of the supported types");
    return type;
  }
  const type = fileTypes.find(({ extensions }) => extensions.includes(extension));
  if (!type) throw refused(`${quoted(extension)} is not the extension of a supported type`);
  if (!type.kinds.includes(kind)) throw refused(`The file is named ${quoted(extension)}, but its content is no ${type.mimeType}`);
  return type;
}

function refused(reason: string): Refusal {
  return new Refusal("unsupported_media_type", `${reason}; supported: ${listedTypesText}`);
}
