/**
 * Remembers what was made of an object, for as long as that is there. Checks ask the same of the same facts one after another, and
 * within one check of every cluster: without this, code of a few thousand blocks would be gone through a few thousand times.
 */
export function onceFor<Key extends object, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const made = new WeakMap<Key, { readonly is: Made }>();
  return (key) => {
    const known = made.get(key) ?? { is: make(key) };
    made.set(key, known);
    return known.is;
  };
}
