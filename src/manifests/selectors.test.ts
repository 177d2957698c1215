import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../collect/terraform/section.ts';
import { type Answer, sameText, selects, selectsAll, selectsByLabels } from './selectors.ts';

const unknown = (of: string): Value => ({ unknown: true, refs: [{ to: of }] });
const labels: Value = { object: { app: { known: 'docc' }, release: unknown('var.release') } };

describe('a map of labels', () => {
  it.each<[string, Value | undefined, Answer]>([
    ['one that is there', { known: { app: 'docc' } }, 'yes'],
    ['one of another value', { known: { app: 'other' } }, 'no'],
    ['one that is not there', { known: { tier: 'web' } }, 'no'],
    ['one made of the same unknown', { object: { release: unknown('var.release') } }, 'yes'],
    ['one made of another unknown', { object: { release: unknown('var.other') } }, 'maybe'],
    ['one that the unknown could be', { known: { release: 'blue' } }, 'maybe'],
    ['an unknown map', unknown('local.labels'), 'maybe'],
    ['an empty map, which selects nothing', { known: {} }, 'no'],
    ['none, which selects nothing', undefined, 'no'],
  ])('answers for %s', (_, selector, answer) => expect(selectsByLabels(selector, labels)).toBe(answer));
});

describe('a label selector', () => {
  const expression = (operator: string, key: string, ...values: readonly string[]): Value => ({ known: { matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }] } });
  it.each<[Value | undefined, Answer]>([
    [{ known: {} }, 'yes'],
    [undefined, 'no'],
    [{ known: { matchLabels: { app: 'docc' } } }, 'yes'],
    [expression('In', 'app', 'x', 'docc'), 'yes'],
    [expression('In', 'app', 'x'), 'no'],
    [expression('NotIn', 'app', 'docc'), 'no'],
    [expression('NotIn', 'absent', 'docc'), 'yes'],
    [expression('Exists', 'app'), 'yes'],
    [expression('Exists', 'absent'), 'no'],
    [expression('DoesNotExist', 'absent'), 'yes'],
    [expression('In', 'release', 'blue'), 'maybe'],
    [expression('Gt', 'app', '1'), 'no'],
    [unknown('local.selector'), 'maybe'],
  ])('%j: %s', (selector, answer) => expect(selects(selector, labels)).toBe(answer));

  it('needs all that it asks', () => {
    expect(selects({ known: { matchLabels: { app: 'docc' }, matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }, labels)).toBe('no');
  });

  it('selects everything where it asks nothing', () => {
    expect([selectsAll({ known: {} }), selectsAll({ known: { matchLabels: { app: 'docc' } } }), selectsAll(undefined)]).toEqual(['yes', 'no', 'no']);
  });
});

it('a text is the same as itself, and two known ones are or are not', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(sameText({ known: one }, { known: one })).toBe('yes');
      expect(sameText({ known: one }, { known: other })).toBe(one === other ? 'yes' : 'no');
      expect(sameText(unknown(`var.${one}`), unknown(`var.${one}`))).toBe('yes');
    }),
  );
});

it('in and not in are opposites where the label is there', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (value, values) => {
      const answer = (operator: string) => selects({ known: { matchExpressions: [{ key: 'a', operator, values }] } }, { known: { a: value } });
      expect(new Set([answer('In'), answer('NotIn')])).toEqual(new Set(['yes', 'no']));
    }),
  );
});
