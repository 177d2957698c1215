/** Whether something is what is looked for: in one pass, without a copy and without saying why not. */
type Reads = (given: unknown) => boolean;

type Members = { readonly [name: string]: unknown };

/**
 * Whether that is attributes by name as `declaredAttributes` of ./values.ts has them. It may say no to what that schema takes, never yes to what it
 * doesn't.
 */
export const isAttributes: Reads = (given) => {
  const members = membersOf(given);
  if (members === undefined) return false;
  for (const name in members) {
    // A schema leaves this one out, and no attribute has that name.
    if (name === '__proto__' || !isValue(members[name])) return false;
  }
  return true;
};

const isValue: Reads = (given) => {
  const members = membersOf(given);
  if (members === undefined) return false;
  if (members['known'] !== undefined) return isKnown(members);
  if (members['list'] !== undefined) return isList(members);
  return members['object'] === undefined ? isUnknown(members) : isObject(members);
};

const isText: Reads = (given) => typeof given === 'string';
const isWhole: Reads = (given) => Number.isSafeInteger(given) && Number(given) >= 0;
const isLine: Reads = (given) => isWhole(given) && given !== 0;
const isAnything: Reads = (given) => given !== undefined;
const isTrue: Reads = (given) => given === true;

const listOf =
  (isMember: Reads): Reads =>
  (given) =>
    Array.isArray(given) && given.every((each) => isMember(each));

/** An object with each of the first, perhaps some of the second, and nothing else. */
function shaped(required: Readonly<Record<string, Reads>>, optional: Readonly<Record<string, Reads>>): (members: Members) => boolean {
  const needed = Object.keys(required).length;
  const fields = new Map(Object.entries({ ...required, ...optional }));
  return (members) => {
    let found = 0;
    for (const name in members) {
      if (fields.get(name)?.(members[name]) !== true) return false;
      if (Object.hasOwn(required, name)) found += 1;
    }
    return found === needed;
  };
}

const isKey: Reads = (given) => isText(given) || isWhole(given);
const refMembers = shaped({ to: isText }, { key: isKey, path: isText });
const isRef: Reads = (given) => {
  const members = membersOf(given);
  return members !== undefined && refMembers(members);
};

const shapes: ReadonlyMap<unknown, (members: Members) => boolean> = new Map([
  ['template', shaped({ kind: isText, parts: listOf(isValue) }, {})],
  ['json', shaped({ kind: isText, of: isValue }, {})],
  ['yaml', shaped({ kind: isText, of: isValue }, {})],
  ['either', shaped({ kind: isText, of: listOf(isValue) }, {})],
  ['head', shaped({ kind: isText, text: isText }, {})],
]);
const isShape: Reads = (given) => {
  const members = membersOf(given);
  return members !== undefined && shapes.get(members['kind'])?.(members) === true;
};

const beside = { refs: listOf(isRef), calls: listOf(isText), line: isLine, endLine: isLine, path: isText };
const isKnown = shaped({ known: isAnything }, beside);
const isList = shaped({ list: listOf(isValue) }, beside);
const isObject = shaped({ object: isAttributes }, { label: isText, ...beside });
const isUnknown = shaped({ unknown: isTrue }, { shape: isShape, ...beside });

const membersOf = (given: unknown): Members | undefined =>
  // The one cast: what is no list has names.
  typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Members) : undefined;
