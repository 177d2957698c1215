/** What stands there itself. An object answers to `constructor` and `toString` too, and a candidate may write those words. */
export const own = <T>(object: { readonly [name: string]: T }, name: string): T | undefined => (Object.hasOwn(object, name) ? object[name] : undefined);
