import { fileURLToPath } from "node:url";
import { diffLines, diffText } from "../../base/line-diff.ts";
import { Redactor } from "../../base/redact.ts";
import type { Model, ModelReply, ModelRequest } from "../../llm/model.ts";
import { testingError } from "../errors.ts";
import { type Recording, readCassette, writeCassette } from "./cassette-file.ts";
import { askedLines, cleaned, requestKey } from "./recorded-request.ts";

export interface CassetteOptions {
  /** Where the recordings are, in JSON; its folder is made when it is missing. Keep it with the test. */
  readonly file: string | URL;
  /** `replay` never calls anything. `record` asks the model what the file does not have yet, and adds it. */
  readonly mode: "replay" | "record";
  /** The real one, for `record`; made only then when given as a function, so that `replay` needs no key. */
  readonly model?: Model | (() => Model);
  /** Values that must not be written, beside what looks like a key. */
  readonly secrets?: readonly (string | undefined)[];
  /** Makes texts of different runs the same before they are compared and written. Codes of fences are left out already. */
  readonly normalize?: (text: string) => string;
}

export interface CassetteModel extends Model {
  /** Keys of recordings that nobody asked for yet: left over from older prompts, if the tests are through. */
  unused(): readonly string[];
}

/**
 * A model that remembers. The same request always gets the same answer, also in the run that records it; failures are not recorded. A request
 * that is not there fails in `replay` with `cassette_miss`, which shows how it differs from the nearest one. Throws `cassette_invalid`.
 */
export function cassetteModel(options: CassetteOptions): CassetteModel {
  const { mode, secrets = [], normalize = (text) => text } = options;
  const file = typeof options.file === "string" ? options.file : fileURLToPath(options.file);
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  const cleaning = { redactor, normalize };
  const recordings = readCassette(file);
  const asked = new Set<string>();
  const pending = new Map<string, Promise<ModelReply>>();
  let real: Model | undefined;

  const record = async (key: string, request: ModelRequest, signal: AbortSignal): Promise<ModelReply> => {
    real ??= typeof options.model === "function" ? options.model() : options.model;
    if (!real) throw testingError("cassette_miss", `Recording ${file} needs a model`, { file });
    const reply = cleaned(await real.complete(request, signal), cleaning);
    recordings.set(key, { request: cleaned(request, cleaning), reply });
    writeCassette(file, recordings);
    return reply;
  };

  const answer = (request: ModelRequest, signal: AbortSignal): Promise<ModelReply> => {
    const clean = cleaned(request, cleaning);
    const key = requestKey(clean);
    asked.add(key);
    const known = recordings.get(key);
    if (known) return Promise.resolve(known.reply);
    if (mode === "replay") return Promise.reject(missing(file, clean, recordings));
    const recording = pending.get(key) ?? record(key, request, signal).finally(() => pending.delete(key));
    pending.set(key, recording);
    return recording;
  };

  return {
    unused: () => [...recordings.keys()].filter((key) => !asked.has(key)),
    async complete(request, signal, onText) {
      signal.throwIfAborted();
      const reply = await answer(request, signal);
      if (reply.text) onText?.(reply.text);
      return reply;
    },
  };
}

function missing(file: string, request: ModelRequest, recordings: ReadonlyMap<string, Recording>) {
  const lines = askedLines(request);
  const compared = [...recordings].map(([key, recording]) => ({ key, diff: diffLines(askedLines(recording.request), lines) }));
  const changes = ({ diff }: (typeof compared)[number]) => diff.filter((line) => line.mark !== " ").length;
  const [nearest] = compared.sort((a, b) => changes(a) - changes(b));
  const told = nearest
    ? `The nearest recording is ${nearest.key} (- recorded, + asked now):\n${diffText(nearest.diff)}`
    : "It has no recordings.";
  return testingError("cassette_miss", `${file} has no answer to this request. ${told}\nIf the change is meant, record again.`, {
    file,
    key: requestKey(request),
    nearest: nearest?.key,
    mayBeBilled: false,
  });
}
