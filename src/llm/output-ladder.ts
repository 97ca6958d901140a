/** Ways to ask for JSON, strictest first. What an endpoint does not enforce, the prompt asks for; every reply is validated by us anyway. */
export const outputRungs = ["json_schema", "json_object", "text"] as const;

export type OutputRung = (typeof outputRungs)[number];

/** How a reply came out that was asked for on some rung. */
export type OutputFit = "fits" | "misfits" | "not_json";

interface Standing {
  readonly rung: OutputRung;
  /** A request on this rung was answered: a 400 to it is not about the rung. */
  readonly accepted: boolean;
  /** Replies that misfit and were mended on a lower rung, since one that fitted. */
  readonly misfits: number;
}

// One invalid reply may be the model's fault; text that is no JSON at all shows that the format was ignored.
const misfitsToGoDown = 2;
const top: Standing = { rung: "json_schema", accepted: false, misfits: 0 };

/** Which rung each model of one endpoint is asked on: learned from refusals and from replies that ignore what was asked. */
export class OutputLadder {
  readonly #byModel = new Map<string, Standing>();

  /** The rungs to try, best first, none above `from`. One alone when it is known that the endpoint takes it. */
  rungs(model: string, from: OutputRung = "json_schema"): readonly OutputRung[] {
    const { rung, accepted } = this.#byModel.get(model) ?? top;
    const start = Math.max(outputRungs.indexOf(rung), outputRungs.indexOf(from));
    return accepted && outputRungs[start] === rung ? [rung] : outputRungs.slice(start);
  }

  /** The endpoint answered on `rung`; those above it were refused or given up in this call when `refused`. */
  accepted(model: string, rung: OutputRung, refused: boolean): void {
    const known = this.#byModel.get(model) ?? top;
    if (refused || known.rung === rung) this.#byModel.set(model, { rung, accepted: true, misfits: known.misfits });
  }

  fitted(model: string, rung: OutputRung): void {
    const known = this.#byModel.get(model);
    if (known?.rung === rung) this.#byModel.set(model, { ...known, misfits: 0 });
  }

  /** A reply asked for on `from` came out as `how`, and a second one on `to` fitted. */
  mended(model: string, from: OutputRung, to: OutputRung, how: OutputFit): void {
    const known = this.#byModel.get(model) ?? top;
    if (known.rung !== from || outputRungs.indexOf(to) <= outputRungs.indexOf(from)) return;
    const misfits = known.misfits + 1;
    const goesDown = how === "not_json" || misfits >= misfitsToGoDown;
    this.#byModel.set(model, goesDown ? { rung: to, accepted: true, misfits: 0 } : { ...known, misfits });
  }
}

/** The rung under `rung`; the last one has none and stays. */
export function rungBelow(rung: OutputRung): OutputRung {
  return outputRungs[outputRungs.indexOf(rung) + 1] ?? rung;
}
