import { open } from "node:fs/promises";

// "End of central directory" and "central directory file header" of the ZIP format (PKWARE APPNOTE 4.3.12, 4.3.16).
const endSignature = Buffer.from("PK\x05\x06", "latin1");
const entrySignature = 0x02014b50;
const endBytes = 22;
const longestComment = 65_535;
const entryHeaderBytes = 46;
/** A document has dozens of entries; what lies beyond is not looked at. */
const longestDirectory = 1_048_576;

/** The names of an archive's entries, as far as its directory is in order; none when it is not. Nothing is unpacked. */
export async function zipNames(path: string): Promise<readonly string[]> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const read = async (start: number, length: number) => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - start)));
      await file.read(buffer, 0, buffer.length, start);
      return buffer;
    };
    const tail = await read(Math.max(0, size - endBytes - longestComment), endBytes + longestComment);
    const end = tail.lastIndexOf(endSignature);
    if (end < 0 || end + endBytes > tail.length) return [];
    const directory = await read(tail.readUInt32LE(end + 16), Math.min(tail.readUInt32LE(end + 12), longestDirectory));
    return entryNames(directory);
  } finally {
    await file.close();
  }
}

function entryNames(directory: Buffer): string[] {
  const names: string[] = [];
  let at = 0;
  while (at + entryHeaderBytes <= directory.length && directory.readUInt32LE(at) === entrySignature) {
    const nameBytes = directory.readUInt16LE(at + 28);
    names.push(directory.toString("utf8", at + entryHeaderBytes, at + entryHeaderBytes + nameBytes));
    at += entryHeaderBytes + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return names;
}

/** Is this archive a Word document (Office Open XML, ECMA-376 part 2: content types beside a main part)? */
export function isWordDocument(names: readonly string[]): boolean {
  return names.includes("[Content_Types].xml") && names.some((name) => name.startsWith("word/"));
}
