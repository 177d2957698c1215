/**
 * A pure reading of facts, made once however many checks ask for it: a judge hands the same facts to all of them, and
 * without this a bundle took three times as long. What is remembered goes when the facts go.
 */
export function once<Facts extends object, Result>(read: (facts: Facts) => Result): (facts: Facts) => Result {
  const remembered = new WeakMap<Facts, { readonly result: Result }>();
  return (facts) => {
    const known = remembered.get(facts) ?? { result: read(facts) };
    remembered.set(facts, known);
    return known.result;
  };
}

/** The same, of facts and what else it depends on. */
export function onceFor<Facts extends object, Asked extends object, Result>(
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
