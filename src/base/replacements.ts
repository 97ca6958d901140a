/** Puts something else into the place of a property; `make` gets what is there. */
export type Replace = (owner: object, name: string, make: (old: never) => unknown) => void;

/** The same for a property that is read by a getter: `make` gets the old one and answers the new one. */
export type ReplaceGetter = (owner: object, name: string, make: (old: () => unknown) => (this: unknown) => unknown) => void;

/** Other values for properties of objects that are not ours, and the way back. */
export interface Replacements {
  readonly replace: Replace;
  readonly replaceGetter: ReplaceGetter;
  /** Puts back what was there. */
  readonly undo: () => void;
}

export function replacements(): Replacements {
  const made: (() => void)[] = [];
  const define = (owner: object, name: string, make: (before: PropertyDescriptor | undefined) => PropertyDescriptor) => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { configurable: true, enumerable: before?.enumerable ?? true, ...make(before) });
    made.push(() => {
      if (before) Object.defineProperty(owner, name, before);
      else delete (owner as Record<string, unknown>)[name];
    });
  };
  return {
    replace: (owner, name, make) =>
      define(owner, name, () => ({ value: make((owner as Record<string, unknown>)[name] as never), writable: true })),
    replaceGetter: (owner, name, make) => define(owner, name, (before) => ({ get: make(before?.get as () => unknown) })),
    undo: () => {
      for (const put of made.reverse()) put();
    },
  };
}
