import type { Json } from '../terraform/section.ts';
import { nearestName } from './nearest.ts';
import { objectErrors } from './object-rules.ts';
import { removalOf } from './removed.ts';
import { groupOf, type Schemas } from './schemas.ts';
import type { Validity } from './section.ts';
import { type SchemaError, validate } from './validate.ts';

const mostErrors = 10;

/** Whether the API server would take an object, as far as its body, schema and validation rules tell. */
export function judged(body: Json, apiVersion: string, kind: string, schemas: Schemas): Validity {
  const removal = removalOf(apiVersion, kind, schemas.kubernetes);
  if (removal !== undefined) return { kind: 'removed', ...removal };
  const known = schemas.kind(apiVersion, kind);
  if (known === undefined) return unknownKind(apiVersion, kind, schemas);
  const { errors, open } = validate(body, known);
  const all = [...errors, ...beyond(errors, objectErrors(body, known.of === 'kubernetes' ? kind : ''))];
  if (all.length > 0) return { kind: 'invalid', errors: all.slice(0, mostErrors) };
  return open[0] === undefined ? { kind: 'valid' } : { kind: 'unjudged', because: open[0].slice(0, 300).toWellFormed() };
}

/** What a rule tells of a value that the schema doesn't take is no news. */
function beyond(errors: readonly SchemaError[], rules: readonly SchemaError[]): readonly SchemaError[] {
  const told = new Set(errors.map(({ pointer }) => pointer));
  return rules.filter(({ pointer, message }) => !told.has(pointer) || errors.some((error) => error.pointer === pointer && error.message !== message && error.message.endsWith('missing')));
}

/** Of Kubernetes' own groups docc has every kind that is served by default: another is a mistake, unless it is alpha or beta. */
function unknownKind(apiVersion: string, kind: string, { own, kubernetes }: Schemas): Validity {
  const kinds = own.map((name) => ({ apiVersion: name.slice(0, name.indexOf(' ')), kind: name.slice(name.indexOf(' ') + 1) }));
  const isOwn = kinds.some((each) => groupOf(each.apiVersion) === groupOf(apiVersion));
  const elsewhere = kinds.find((each) => each.kind === kind)?.apiVersion;
  const meant = nearestName(kind, kinds.filter((each) => each.apiVersion === apiVersion).map((each) => each.kind));
  if (isOwn && /(?:^|\/)v\d+$/.test(apiVersion) && (elsewhere !== undefined || meant !== undefined)) {
    const hint = elsewhere !== undefined ? `${kind} is in ${elsewhere}` : `did you mean ${meant}?`;
    return { kind: 'invalid', errors: [{ pointer: elsewhere === undefined ? '/kind' : '/apiVersion', message: `Kubernetes ${kubernetes} has no ${kind.slice(0, 60)} in ${apiVersion.slice(0, 60)}: ${hint}` }] };
  }
  return { kind: 'unjudged', because: `docc has no schema of ${apiVersion} ${kind}`.slice(0, 300).toWellFormed() };
}
