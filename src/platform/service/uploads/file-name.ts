import { extname } from "node:path";
import type { FileType } from "./file-types.ts";

const longestName = 100;

/**
 * A name that harms nobody: no folders, no control or direction characters, none that a shell or a file system reads as something else. It is
 * only told and served; the file itself lies under a random name. A name without anything usable becomes `file` with the type's extension.
 */
export function sanitiseFileName(sent: string | undefined): string {
  const base = (sent ?? "").toWellFormed().normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const clean = base
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .replace(/[<>:"|?*%;`$&'#]/g, "_")
    .replace(/^[\s.]+|[\s.]+$/g, "");
  return shortened(clean);
}

/** Gives a nameless file a name. */
export function nameOrDefault(name: string, type: FileType): string {
  return name === "" ? `file${type.extensions[0]}` : name;
}

// Cut before the extension, between characters.
function shortened(name: string): string {
  const characters = [...name];
  if (characters.length <= longestName) return name;
  const extension = [...extname(name)].slice(0, 20);
  return [...characters.slice(0, longestName - extension.length), ...extension].join("");
}
