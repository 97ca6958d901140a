import type { MultipartFile } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { Refusal } from "../market/refusal.ts";
import type { FileSource } from "../service/uploads/file-source.ts";
import { FirstPartHeaders } from "./first-part-headers.ts";

/** Multipart around the file: boundaries, part headers, a few fields that nobody reads. */
const limits = { files: 1, fields: 20, parts: 21, fieldSize: 65_536, headerPairs: 20 };

const longestRest = 16_777_216;

export interface UploadBodyOptions {
  /** Of the whole body. */
  readonly maxBodyBytes: number;
  /** Aborts when the server closes: a sender who takes its time must not keep it open. */
  readonly closing: AbortSignal;
}

/** Reads a multipart request as it arrives; the service decides where the bytes go (PLATFORM row 37). */
export function uploadBody(request: FastifyRequest, { maxBodyBytes, closing }: UploadBodyOptions): FileSource {
  const read: FileSource = async (store) => {
    if (!request.isMultipart()) {
      throw new Refusal("unsupported_media_type", "Send multipart/form-data with one file in the field `file`");
    }
    const announced = Number(request.headers["content-length"] ?? 0);
    if (announced > maxBodyBytes) {
      throw new Refusal("payload_too_large", `The body exceeds ${maxBodyBytes} bytes`, { details: { max_bytes: maxBodyBytes } });
    }
    const firstPart = new FirstPartHeaders(request.raw);
    let files = 0;
    try {
      // The store sets the file's own limit; the parser's would cut it silently.
      for await (const part of request.parts({ limits: { ...limits, fileSize: Number.POSITIVE_INFINITY } })) {
        if (part.type === "field") {
          if (part.fieldname === "file") throw new Refusal("invalid_request", "The field `file` holds text; send a file");
          continue;
        }
        files++;
        await storePart(part, { store, declaresType: firstPart.declaresType });
      }
    } catch (error) {
      throw error instanceof Refusal ? error : broken(error);
    }
    if (files === 0) throw new Refusal("invalid_request", "Send one file in the field `file`");
  };
  let used = false;
  return async (store) => {
    // A fault rule may have a call carried out twice; a body can be read once.
    if (used) throw new Refusal("invalid_request", "The body of this request was read before");
    used = true;
    const end = () => request.raw.destroy();
    closing.addEventListener("abort", end, { once: true });
    try {
      await read(store);
    } finally {
      closing.removeEventListener("abort", end);
    }
  };
}

/** Reads what is left of a refused request, so that its sender gets to see the answer; ends the connection when that is too much. */
export function drainRest(request: FastifyRequest): void {
  const { raw } = request;
  if (raw.readableEnded || raw.destroyed) return;
  let leftBytes = longestRest;
  raw.on("data", (chunk: Buffer) => {
    leftBytes -= chunk.length;
    if (leftBytes < 0) raw.destroy();
  });
  raw.resume();
}

interface PartTarget {
  readonly store: Parameters<FileSource>[0];
  readonly declaresType: boolean;
}

async function storePart(part: MultipartFile, { store, declaresType }: PartTarget): Promise<void> {
  if (part.fieldname !== "file") {
    part.file.resume();
    throw new Refusal(
      "invalid_request",
      `Send the file in the field \`file\` (received ${JSON.stringify(part.fieldname.slice(0, 60))})`,
    );
  }
  await store({
    content: part.file,
    filename: part.filename,
    declaredType: declaresType ? part.mimetype : undefined,
  });
}

/** The parser's errors carry a status; whatever else breaks while reading came from the sender as well, unless it is a defect of ours. */
function broken(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "FST_FILES_LIMIT" || code === "FST_PARTS_LIMIT" || code === "FST_FIELDS_LIMIT") {
    return new Refusal("invalid_request", "Send exactly one file, in the field `file`");
  }
  const systemCall = (error as NodeJS.ErrnoException).syscall;
  if (systemCall !== undefined && code !== "ECONNRESET" && code !== "EPIPE") return error;
  return new Refusal("invalid_request", `The multipart body is broken: ${error.message}`);
}
