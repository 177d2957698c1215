import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, NotCanonical, parseCanonical } from './canonical.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** JSON values as evidence may hold them. */
const json = fc.jsonValue({ depthSize: 'medium', noUnicodeString: false }).filter((value) => !JSON.stringify(value).includes('__proto__'));
const wellFormed = json.filter((value) => JSON.stringify(value).isWellFormed() && !/\\ud[89a-f]/.test(JSON.stringify(value)));

describe('canonical', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(wellFormed, (value) => {
        expect(parseCanonical(bytes(canonical(value)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,4}$/), fc.integer()), { selector: ([key]) => key });
    fc.assert(
      fc.property(entries, (pairs) => {
        expect(canonical(Object.fromEntries(pairs))).toBe(canonical(Object.fromEntries([...pairs].reverse())));
      }),
    );
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', { a: [Number.POSITIVE_INFINITY] }],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['half a surrogate pair', '\ud800'],
    ['a __proto__ key', JSON.parse('{"__proto__":1}')],
  ])('refuses %s', (_, value) => expect(() => canonical(value)).toThrow(NotCanonical));

  it('refuses what is nested without end', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    expect(() => parseCanonical(bytes(deep))).toThrow('nested deeper than 64 levels');
  });
});

describe('reading', () => {
  const key = fc.constantFrom('a', 'b', 'é', '\u{1f600}', '\uffff', '1', '10', '9', '-1', '', '\n', '\\ud', '__proto__', 'constructor');
  const scalar = fc.oneof(fc.integer(), fc.double(), fc.constantFrom('', '\\ud800', '\ud800', '\u2028', '\u007f', 'é'), fc.boolean(), fc.constant(null));
  const { text } = fc.letrec<{ readonly text: string }>((tie) => ({
    text: fc.oneof(
      { depthSize: 'small' },
      scalar.map((value) => JSON.stringify(value)),
      fc.array(tie('text'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
      fc.array(fc.tuple(key, tie('text')), { maxLength: 3 }).map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`),
    ),
  }));

  const isItsOwnForm = (json: string): boolean => {
    try {
      return canonical(JSON.parse(json)) === json;
    } catch {
      return false;
    }
  };

  it('takes what is its own canonical form, and nothing else', () => {
    fc.assert(
      fc.property(text, (json) => {
        if (isItsOwnForm(json)) expect(canonical(parseCanonical(bytes(json)))).toBe(json);
        else expect(() => parseCanonical(bytes(json))).toThrow(NotCanonical);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('bytes that are JSON but not canonical', () => {
  it.each([
    ['a blank', '{"a": 1}'],
    ['a line end', '{"a":1}\n'],
    ['a doubled key', '{"a":1,"a":2}'],
    ['unsorted keys', '{"b":1,"a":2}'],
    ['a number in another spelling', '{"a":1.0}'],
    ['minus zero', '[-0]'],
    ['a needless escape', '"\\u0061"'],
    ['a byte order mark', '\ufeff{}'],
    ['a __proto__ key', '{"__proto__":1}'],
    ['an escaped __proto__ key', '{"\\u005f_proto__":1}'],
    ['NaN', 'NaN'],
    ['nothing', ''],
  ])('are refused: %s', (_, text) => expect(() => parseCanonical(bytes(text))).toThrow(NotCanonical));

  it('are refused when not UTF-8', () => {
    expect(() => parseCanonical(Uint8Array.from([0x22, 0xff, 0x22]))).toThrow('not UTF-8');
  });
});
