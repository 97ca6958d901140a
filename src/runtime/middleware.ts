/** Runs around every handler of an agent: inspect, time, veto by not calling `next`, or change what is thrown. */
export type Middleware<C> = (ctx: C, next: () => Promise<void>) => Promise<void> | void;

/** Outermost first. A second `next()` from the same layer throws. */
export function compose<C>(
  layers: readonly Middleware<C>[],
  handler: (ctx: C) => Promise<unknown> | unknown,
): (ctx: C) => Promise<void> {
  const call = async (ctx: C, index: number): Promise<void> => {
    const layer = layers[index];
    if (!layer) {
      await handler(ctx);
      return;
    }
    let called = false;
    await layer(ctx, () => {
      if (called) throw new Error("next() was called twice by the same middleware");
      called = true;
      return call(ctx, index + 1);
    });
  };
  return (ctx) => call(ctx, 0);
}
