import { own } from '../../evidence/own.ts';
import type { Json } from '../terraform/section.ts';
import { isMap, isMarked, type SchemaError } from './validate.ts';

/** A place in a body that a rule looks at; what it finds wrong goes to one list. */
export type Place = { readonly value: Json | undefined; readonly pointer: string; readonly errors: SchemaError[] };

export const within = ({ value, pointer, errors }: Place, ...steps: readonly string[]): Place => {
  let at: Json | undefined = value;
  for (const step of steps) at = isMap(at) ? own(at, step) : undefined;
  return { value: at, pointer: [pointer, ...steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))].join('/'), errors };
};

export const wrong = ({ pointer, errors }: Place, message: string): void => void errors.push({ pointer, message });

export const items = ({ value, pointer, errors }: Place): readonly Place[] =>
  Array.isArray(value) ? value.map((each: Json, index) => ({ value: each, pointer: `${pointer}/${index}`, errors })) : [];

export const entries = (place: Place): readonly (readonly [string, Place])[] =>
  isMap(place.value) ? Object.keys(place.value).map((name) => [name, within(place, name)] as const) : [];

/** Undefined where it is absent, no text, or not in the files. */
export const text = ({ value }: Place): string | undefined => (typeof value === 'string' && !isMarked(value) ? value : undefined);
export const number = ({ value }: Place): number | undefined => (typeof value === 'number' ? value : undefined);
export const isSet = ({ value }: Place): boolean => value !== undefined && value !== null;

/** Whether something within can't be told from the files. */
export const hasMarks = ({ value }: Place): boolean => JSON.stringify(value ?? null).includes('docc-unknown-');

/** Which of these members are set. */
export const setAmong = (place: Place, names: readonly string[]): readonly string[] => names.filter((name) => isSet(within(place, name)));

/** Tells of each text that stands there before. */
export function unique(places: readonly Place[], what: string): void {
  const seen = new Set<string>();
  for (const place of places) {
    const name = text(place);
    if (name !== undefined && seen.has(name)) wrong(place, `${what} ${name.slice(0, 60)} is there twice`);
    if (name !== undefined) seen.add(name);
  }
}

const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
export const isLabel = (name: string): boolean => name.length <= 63 && label.test(name);
export const isSubdomain = (name: string): boolean => name.length <= 253 && name.split('.').every((part) => label.test(part));
const isLabelText = (value: string): boolean => value.length <= 63 && /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(value);

/** Names of labels and annotations: `app`, `app.kubernetes.io/name`. */
function isQualified(name: string): boolean {
  const [last = '', prefix, ...more] = name.split('/').reverse();
  return more.length === 0 && isLabelText(last) && (prefix === undefined || isSubdomain(prefix));
}

export function labels(place: Place): void {
  for (const [name, value] of entries(place)) {
    if (!isQualified(name)) wrong(value, `${name.slice(0, 80)} is no name of a label: letters, digits, -, _ and ., at most 63, after an optional domain and /`);
    const said = text(value);
    if (said !== undefined && said !== '' && !isLabelText(said)) wrong(value, `a label's value has at most 63 letters, digits, -, _ and ., and begins and ends with a letter or digit; it is ${JSON.stringify(said.slice(0, 80))}`);
  }
}

export function annotations(place: Place): void {
  for (const [name, value] of entries(place)) {
    if (!isQualified(name.toLowerCase())) wrong(value, `${name.slice(0, 80)} is no name of an annotation`);
  }
}

export function port(place: Place): void {
  const value = number(place);
  if (value !== undefined && (value < 1 || value > 65_535)) wrong(place, `must be a port, 1 to 65535, is ${value}`);
  const name = text(place);
  if (name !== undefined && !isPortName(name)) wrong(place, /^\d+$/.test(name) ? `a port's number is written without quotes, is "${name}"` : notPortName(name));
}

export const isPortName = (name: string): boolean => name.length <= 15 && label.test(name) && /[a-z]/.test(name) && !name.includes('--');

export const notPortName = (name: string): string => `a port's name has at most 15 lower-case letters, digits and -, at least one of them a letter; it is ${JSON.stringify(name.slice(0, 40))}`;
