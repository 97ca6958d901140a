import type { Model } from "./model.ts";

/** A Model that is made at its first call: what is behind it may take long to load, and many agents ask none for hours. */
export function modelOnDemand(make: () => Promise<Model>): Model {
  let made: Promise<Model> | undefined;
  return {
    complete: async (request, signal, onText) => {
      made ??= make();
      return (await made).complete(request, signal, onText);
    },
  };
}
