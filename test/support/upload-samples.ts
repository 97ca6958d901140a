import { deflateRawSync } from "node:zlib";

/** A zip archive with stored and deflated entries, as any packer writes one. */
export function zip(entries: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const packed = deflateRawSync(content);
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, nameBytes, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), common, tail, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from("PK\x05\x06"), end]);
}

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** One small file of every listed type: name, content, and the type the server must find. */
export const uploadSamples: readonly (readonly [name: string, content: Buffer, type: string])[] = [
  ["photo.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]), "image/jpeg"],
  ["file.png", Buffer.from("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "latin1"), "image/png"],
  ["dance.gif", Buffer.from("GIF89a\x01\x00\x01\x00", "latin1"), "image/gif"],
  ["photo.webp", Buffer.from("RIFF\x24\x00\x00\x00WEBPVP8 ", "latin1"), "image/webp"],
  ["document.pdf", Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1"), "application/pdf"],
  ["bundle.zip", zip({ "a.txt": "hello" }), "application/zip"],
  ["notes.txt", Buffer.from("Grüße,\n\tOtter\n"), "text/plain"],
  ["old.doc", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), "application/msword"],
  ["new.docx", zip({ "[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>" }), docxType],
];

export function uploadSample(name: string): Buffer {
  const sample = uploadSamples.find((candidate) => candidate[0] === name);
  if (!sample) throw new Error(`No sample ${name}`);
  return sample[1];
}
