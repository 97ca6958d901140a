import { type Random, randomInt } from "../../../src/base/random.ts";
import { pick, type SpoiledBody } from "./spoiled-body.ts";

const names = [
  "../../x.exe",
  "..\\x.exe",
  "/etc/passwd",
  "a\u0000.png",
  ".htaccess",
  "x".repeat(3_000),
  "con.exe",
  "%2e%2e%2fx",
  "é\u{1f600}.sh",
  "",
];
const boundary = "----fuzz";

/** A multipart body that must be refused: nothing in it is a file of a listed type, complete and in its place. */
export function spoiledUpload(random: Random): SpoiledBody {
  const type = `multipart/form-data; boundary=${boundary}`;
  const executable = Buffer.from("\u007fELF\u0000\u0001\u0002\u0003", "latin1");
  const part = (name: string, fileName: string, content: Uint8Array, declared = "application/x-executable") =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\n`),
      Buffer.from(`Content-Type: ${declared}\r\n\r\n`),
      content,
      Buffer.from("\r\n"),
    ]);
  const end = Buffer.from(`--${boundary}--\r\n`);
  const whole = Buffer.concat([part("file", pick(random, names), executable), end]);
  const kinds: readonly (() => SpoiledBody)[] = [
    () => ({ contentType: type, bytes: whole }),
    () => ({ contentType: type, bytes: whole.subarray(0, randomInt(random, 1, whole.length - 1)) }),
    () => ({ contentType: type, bytes: Buffer.concat([part("other", "a.png", executable), end]) }),
    () => ({ contentType: type, bytes: Buffer.concat([part("file", "a.png", executable, "image/png"), end]) }),
    () => ({ contentType: type, bytes: Buffer.concat([part("file", "a.png", Buffer.alloc(0), "image/png"), end]) }),
    () => ({ contentType: type, bytes: end }),
    () => ({ contentType: type, bytes: random.bytes(randomInt(random, 1, 3_000)) }),
    () => ({ contentType: "multipart/form-data", bytes: whole }),
    () => ({ contentType: `multipart/form-data; boundary=${"x".repeat(2_000)}`, bytes: whole }),
    () => ({ contentType: "application/json", bytes: Buffer.from("{}") }),
    () => ({ contentType: "image/png", bytes: random.bytes(200) }),
  ];
  return pick(random, kinds)();
}
