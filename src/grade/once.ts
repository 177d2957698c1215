/**
 * A pure reading of facts, made once however many checks ask for it: a judge hands the same facts to all of them, and
 * without this a bundle took three times as long. What is remembered goes when the facts go, or with the next grade.
 *
 * What to remember, in order of what it saves:
 * - whatever several checks ask of a section, by the section's facts: `export const clustersOf = once((facts: TerraformFacts) => …)`;
 * - what several of those ask of a part, by the part: a root, a block's instance (`declaredIn` gives the same ones each time), a workflow's
 *   step. It has to be the very object: what is spread or made anew is never found again;
 * - what depends on two sections or on the settings: `onceFor`; on three: a `once` that gives a `once`.
 *
 * Never by a text or a digest: that would keep what one submission said for the grade of the next.
 */
export function once<Facts extends object, Result>(read: (facts: Facts) => Result): (facts: Facts) => Result {
  const remembered = memory<Facts, { readonly result: Result }>();
  return (facts) => {
    const known = remembered().get(facts);
    if (known !== undefined) return known.result;
    const result = read(facts);
    remembered().set(facts, { result });
    return result;
  };
}

/** The same, of facts and what else it depends on; of that, the last one asked with is remembered. */
export function onceFor<Facts extends object, Asked extends object, Result>(
  read: (facts: Facts, asked: Asked) => Result,
): (facts: Facts, asked: Asked) => Result {
  const remembered = memory<Facts, { readonly asked: Asked; readonly result: Result }>();
  return (facts, asked) => {
    const known = remembered().get(facts);
    if (known?.asked === asked) return known.result;
    const result = read(facts, asked);
    remembered().set(facts, { asked, result });
    return result;
  };
}

let grades = 0;

/**
 * Said as a grade begins. Facts that are gone would take along what is remembered of them, but V8 sees that in a full collection only: until
 * then an old map keeps young results, which are copied again and again. A map that dies with its grade leaves little to copy.
 */
export function forget(): void {
  grades += 1;
}

function memory<Facts extends object, Kept>(): () => WeakMap<Facts, Kept> {
  let kept = new WeakMap<Facts, Kept>();
  let since = grades;
  return () => {
    if (since !== grades) [kept, since] = [new WeakMap(), grades];
    return kept;
  };
}
