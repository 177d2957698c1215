import { canBe, hole, known, type Text, unknown } from './text.ts';

export type Scalar = string | number | boolean | null;

/** What a GitHub expression comes to: a value, or a text with holes, of which one may still know whether it is true. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: Scalar }
  | {
      readonly kind: 'open';
      readonly text: Text;
      readonly truthy?: boolean;
      /** What it can be, where more is known than its text shows. */
      readonly mayBe?: (text: string) => boolean;
    };

export const scalar = (value: Scalar): Value => ({ kind: 'scalar', value });

export const open = (what: string): Value => ({ kind: 'open', text: unknown(what) });

export const valueOf = (text: Text): Value => (text.holes.length === 0 ? scalar(text.text) : { kind: 'open', text });

export const literals: ReadonlyMap<string, Value> = new Map([
  ['true', scalar(true)],
  ['false', scalar(false)],
  ['null', scalar(null)],
]);

/** True, false, or undefined where files can't tell. */
export function truth(value: Value): boolean | undefined {
  if (value.kind === 'scalar') return value.value !== '' && value.value !== 0 && value.value !== false && value.value !== null;
  return value.truthy ?? (value.text.text.replaceAll(hole, '') === '' ? undefined : true);
}

export function textOf(value: Value): Text {
  if (value.kind === 'open') return value.text;
  return known(value.value === null ? '' : String(value.value));
}

/** What keeps a value open. */
export const sourceOf = (value: Value): string => (value.kind === 'open' ? (value.text.holes[0] ?? '') : '');

export function negated(value: Value, odd: boolean): Value {
  const whether = truth(value);
  return whether === undefined ? open(sourceOf(value)) : scalar(whether !== odd);
}

export function compare(operator: string, left: Value, right: Value): Value {
  const unclear = open(sourceOf(left.kind === 'open' ? left : right));
  if (operator === '==' || operator === '!=') {
    const same = equal(left, right);
    return same === undefined ? unclear : scalar(same === (operator === '=='));
  }
  if (left.kind === 'open' || right.kind === 'open') return unclear;
  const [a, b] = [numberOf(left.value), numberOf(right.value)];
  return scalar({ '<': a < b, '<=': a <= b, '>': a > b }[operator] ?? a >= b);
}

/** As GitHub compares: letters' case aside, and unlike kinds as numbers. */
function equal(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'scalar' && right.kind === 'scalar') return sameScalar(left.value, right.value);
  const [pattern, other] = left.kind === 'open' ? [left, right] : [right, left];
  if (other.kind === 'open' || typeof other.value !== 'string') return undefined;
  const { text, holes } = textOf(pattern);
  const fits = canBe({ text: text.toLowerCase(), holes }, other.value.toLowerCase());
  return fits && !(pattern.kind === 'open' && pattern.mayBe?.(other.value) === false) ? undefined : false;
}

function sameScalar(left: Scalar, right: Scalar): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  return typeof left === typeof right ? left === right : numberOf(left) === numberOf(right);
}

const numberOf = (value: Scalar): number => Number(value ?? 0);
