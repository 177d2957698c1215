import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { asEntries, asText, asTruth, valueIn, valueOf } from '../../src/terraform/value.ts';
import { clustersIn } from './clusters.ts';
import { type Backend, backends, stateStores } from './knowledge/state-backends.ts';
import { foldersOf } from './terraform-folders.ts';

/** Where the state of a folder is kept. */
export type StateStore =
  | { readonly kind: 'locked'; readonly type: string; readonly partial: boolean }
  | { readonly kind: 'unlocked'; readonly type: string; readonly at: Location; readonly endLine: number | undefined; readonly switch: string }
  | { readonly kind: 'local'; readonly at: Location | undefined }
  | { readonly kind: 'unknown'; readonly reason: string; readonly at: Location };

/** A folder that only makes the bucket of the state is left out: its own state has to begin somewhere. */
export const foldersWithState = (facts: TerraformFacts): readonly Root[] =>
  foldersOf(facts).filter((root) => clustersIn(root).length > 0 || declaredIn(root, { type: stateStores }).length === 0);

type Written = { readonly type: string; readonly body: Value; readonly at: Location; readonly endLine: number | undefined };

export function stateStoreOf(root: Root): StateStore {
  const own = declaredIn(root, { kind: 'terraform' }).filter(({ block }) => block.module === '');
  if (own.some((each) => valueOf(each, 'cloud') !== undefined)) return { kind: 'locked', type: 'cloud', partial: false };
  const written = own.flatMap((each) => {
    const value = valueOf(each, 'backend');
    return value === undefined ? [] : writtenIn(value, placeOf(each, value));
  });
  const last = written.at(-1);
  return last === undefined ? { kind: 'local', at: undefined } : judged(last);
}

/** In JSON the type is a name of an object, in HCL a label. */
function writtenIn(value: Value, at: Location): readonly Written[] {
  const body = 'list' in value ? value.list[0] : value;
  if (body === undefined) return [];
  const place = { at: { path: body.path ?? at.path, line: body.line ?? at.line }, endLine: body.endLine ?? value.endLine };
  if ('object' in body && body.label !== undefined) return [{ type: body.label, body, ...place }];
  const entries = asEntries(body);
  return entries.kind === 'known' ? entries.is.map(([type, of]) => ({ type, body: of, ...place, endLine: undefined })) : [];
}

function judged({ type, body, at, endLine }: Written): StateStore {
  const known: Backend | undefined = backends.get(type);
  if (known === undefined) return { kind: 'unknown', reason: `docc does not know the backend ${type}`, at };
  if (known.locks === 'local') return { kind: 'local', at };
  if (known.locks === 'always') return { kind: 'locked', type, partial: false };
  const off = (name: string): StateStore => ({ kind: 'unlocked', type, at, endLine, switch: name });
  if (known.locks === 'unless-off') return isOff(valueIn(body, known.by)) ? off(known.by) : { kind: 'locked', type, partial: false };
  const switches = known.by.map((name) => valueIn(body, name));
  if (switches.some((value) => isSet(value) === 'yes')) return { kind: 'locked', type, partial: false };
  if (switches.some((value) => isSet(value) === 'maybe')) return { kind: 'unknown', reason: `a variable decides whether the backend ${type} locks`, at };
  const [preferred = ''] = known.by;
  const explicit = isOff(valueIn(body, preferred));
  const partial = known.needs.some((name) => valueIn(body, name) === undefined);
  return partial && !explicit ? { kind: 'locked', type, partial: true } : off(preferred);
}

const isOff = (value: Value | undefined): boolean => {
  const truth = asTruth(value);
  return truth.kind === 'known' && !truth.is;
};

function isSet(value: Value | undefined): 'yes' | 'no' | 'maybe' {
  const text = asText(value);
  if (text.kind === 'unknown') return 'maybe';
  return text.kind === 'known' && text.is !== '' && text.is !== 'false' ? 'yes' : 'no';
}
