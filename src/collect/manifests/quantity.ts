import { own } from '../../evidence/own.ts';
import type { Json } from '../terraform/section.ts';

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};

/** A resource quantity in units (cores, bytes); undefined where it is none. `500m` is 0.5, `64Mi` is 67108864. */
export function quantityOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  // Longer ones are nobody's.
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const [, number = '', suffix = ''] = /^([+-]?(?:\d+\.?\d*|\.\d+))([A-Za-z]{0,2}|[eE][+-]?\d{1,3})$/.exec(value) ?? [];
  if (number === '') return undefined;
  const factor = own(suffixes, suffix) ?? (/^[eE][+-]?\d+$/.test(suffix) ? 10 ** Number(suffix.slice(1)) : undefined);
  return factor === undefined ? undefined : Number(number) * factor;
}

export const isQuantity = (value: Json): boolean => quantityOf(value) !== undefined;
