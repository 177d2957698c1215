/**
 * A pure reading of one section's facts, made once however many checks ask for it: a judge hands the same facts to all
 * of them, and without this a bundle took three times as long. What is remembered goes when the facts go.
 */
export function once<Facts extends object, Asked extends object, Result>(
  read: (facts: Facts, asked: Asked) => Result,
): (facts: Facts, asked: Asked) => Result {
  const remembered = new WeakMap<Facts, { readonly asked: Asked; readonly result: Result }>();
  return (facts, asked) => {
    const known = remembered.get(facts);
    if (known?.asked === asked) return known.result;
    const result = read(facts, asked);
    remembered.set(facts, { asked, result });
    return result;
  };
}
