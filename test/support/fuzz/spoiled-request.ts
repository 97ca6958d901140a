import { type Random, randomInt } from "../../../src/base/random.ts";
import { requestBytes } from "./request-bytes.ts";
import { type BodyTest, pick, spoiledBody } from "./spoiled-body.ts";
import { spoiledUpload } from "./spoiled-upload.ts";
import type { WellFormed } from "./well-formed.ts";

export interface SpoiledRequest {
  readonly what: string;
  readonly bytes: Buffer;
  /** The client goes away after writing. */
  readonly half?: boolean;
}

type Headers = (readonly [string, string])[];

const basePath = "/api";
const wrongKeys = ["", "ak_", "ak_wrong", "x".repeat(5_000), "\u00e9\u00ff", "null", "ak_' OR 1=1 --", "ak_\t"];
const pathTricks = [
  "..",
  "%2e%2e",
  "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
  "%00",
  "%E0%A4%A",
  "%ff",
  "x".repeat(3_000),
  "%F0%9F%98%80",
  "..;",
  "%5c..%5c",
];
const queries = [
  "limit=x",
  "limit=1e9",
  "limit=%00",
  "offset=-1",
  "offset=99999999999999999999",
  "unread=2",
  "since_id=",
  "role=x",
  "status=x",
  "currency=x",
  "category=",
];

/** A request that has to be refused, or at least must change nothing. */
export function spoiledRequest(random: Random, call: WellFormed, allowed: BodyTest): SpoiledRequest {
  const key: Headers = call.apiKey === undefined ? [] : [["X-Agent-API-Key", call.apiKey]];
  const target = basePath + call.path;
  const text = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
  const valid = {
    method: call.method,
    target,
    headers: text ? [...key, ["Content-Type", "application/json"] as const] : key,
    body: text,
  };
  const upload = call.endpoint === "upload";

  const spoilBody = (): SpoiledRequest => {
    if (upload) {
      const { bytes, contentType } = spoiledUpload(random);
      return { what: "upload", bytes: requestBytes({ ...valid, headers: [...key, ["Content-Type", contentType]], body: bytes }) };
    }
    const { bytes, contentType } = spoiledBody(random, call.body ?? { a: 1 }, allowed);
    return {
      what: `body ${contentType}`,
      bytes: requestBytes({ ...valid, headers: [...key, ["Content-Type", contentType]], body: bytes }),
    };
  };
  const spoilKey = (): SpoiledRequest => {
    if (call.apiKey === undefined) return spoilBody();
    const wrong = pick(random, wrongKeys);
    const twice: Headers = [...key, ...key];
    const headers: Headers = randomInt(random, 0, 3) === 0 ? twice : [["X-Agent-API-Key", wrong]];
    return { what: "key", bytes: requestBytes({ ...valid, headers: [...headers, ["Content-Type", "application/json"]] }) };
  };
  const spoilPath = (): SpoiledRequest => {
    const parts = call.path.split("/");
    parts[randomInt(random, 1, parts.length - 1)] = pick(random, pathTricks);
    return { what: "path", bytes: requestBytes({ ...valid, target: basePath + parts.join("/") }) };
  };
  const spoilQuery = (): SpoiledRequest =>
    call.method === "GET"
      ? {
          what: "query",
          bytes: requestBytes({ ...valid, target: `${target}?${pick(random, queries)}&${pick(random, queries)}` }),
        }
      : spoilBody();
  const spoilMethod = (): SpoiledRequest => {
    const method = pick(random, ["PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "CONNECT", "X"]);
    return { what: `method ${method}`, bytes: requestBytes({ ...valid, method }) };
  };
  const flood = (): SpoiledRequest => {
    const headers: Headers = Array.from({ length: randomInt(random, 500, 1_500) }, (_, n) => [`X-Flood-${n}`, "x".repeat(40)]);
    return { what: "header flood", bytes: requestBytes({ ...valid, headers: [...valid.headers, ...headers] }) };
  };
  const truncated = (): SpoiledRequest => {
    const announcedBytes = (text?.length ?? 0) + randomInt(random, 1, 10_000);
    return {
      what: "truncated body",
      half: true,
      bytes: requestBytes({ ...valid, body: text ?? Buffer.alloc(0), announcedBytes }),
    };
  };
  const huge = (): SpoiledRequest => {
    const headers: Headers = [...key, ["Content-Type", upload ? "multipart/form-data; boundary=x" : "application/json"]];
    return { what: "huge body", bytes: requestBytes({ ...valid, headers, body: Buffer.alloc(1_200_000, "x") }) };
  };
  const brokenHttp = (): SpoiledRequest => ({ what: "broken HTTP", half: true, bytes: brokenLines(random, requestBytes(valid)) });

  const often = [spoilBody, spoilBody, spoilBody, spoilBody, spoilKey, spoilPath, spoilQuery, spoilMethod];
  return pick(random, [...often, ...often, flood, truncated, truncated, huge, brokenHttp, brokenHttp, brokenHttp])();
}

/** Bytes that are no HTTP, or almost. */
function brokenLines(random: Random, valid: Buffer): Buffer {
  const text = valid.toString("latin1");
  const host = "Host: fuzz\r\n";
  const kinds: readonly (() => string | Buffer)[] = [
    () => random.bytes(randomInt(random, 1, 2_000)),
    () => text.slice(0, randomInt(random, 1, text.indexOf("\r\n\r\n"))),
    () => text.replace("HTTP/1.1", pick(random, ["HTTP/9.9", "HTTP", "", "HTTP/1.1 x", "SIP/2.0"])),
    () => text.replace(host, "Host fuzz\r\n"),
    () => text.replace(host, `${host}X-Nul: a\u0000b\r\n`),
    () => text.replace(host, `${host} folded: x\r\n`),
    () => text.replace(host, `${host}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n`),
    () => text.replace(host, `${host}Content-Length: -1\r\n`),
    () => text.replace(host, `${host}Content-Length: 1\r\nContent-Length: 2\r\n`),
    () =>
      text
        .replace(/Content-Length: \d+\r\n/, "")
        .replace(host, `${host}Transfer-Encoding: chunked\r\n`)
        .replace(/\r\n\r\n[\s\S]*$/, "\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
    () => text.replace("/api", `/${"a".repeat(20_000)}`),
    () => text.replace("\r\n", "\n\r\u0000"),
    () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    () => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
  ];
  const made = pick(random, kinds)();
  return typeof made === "string" ? Buffer.from(made, "latin1") : made;
}
