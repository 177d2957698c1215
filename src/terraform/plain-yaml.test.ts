import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { plainYaml } from './plain-yaml.ts';

function byLibrary(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  return document.errors.length > 0 ? 'unreadable' : document.toJS();
}

const word = fc.constantFrom('a', 'enabled', 'no', 'null', 'app.kubernetes.io/name', 'a: b', ' a', 'a ', '- a', '#', '', '1', '0x1', '1e3', '~', '*', '{{ x }}', 'é', '"', '\\', '\n', '\ttab', '__proto__', '10');
const { json } = fc.letrec<{ readonly json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.constantFrom(null, true, false, 0, -1, 1.5, 10),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(word, tie('json'), { maxKeys: 3 }),
  ),
}));

const quoted = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE', indentSeq: false, lineWidth: 0 } as const;
const written = fc.oneof(json.map((value) => stringify(value, quoted)), json.map((value) => stringify(value)));

it('reads what the library reads, or nothing', () => {
  let read = 0;
  fc.assert(
    fc.property(written, (text) => {
      const plain = plainYaml(text);
      if (plain === undefined) return;
      expect(plain).toEqual(byLibrary(text));
      read += 1;
    }),
    { numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(300);
});

const line = fc.tuple(fc.constantFrom('', '  ', ' ', '    '), fc.constantFrom('', '- ', '-', '- - '), fc.constantFrom('a:', '"b":', 'c: 1', 'd: "x"', 'e', '"f', 'g: |', 'h: &x 1', 'a: [1]', '#', '---', 'k:  2', '? q', 'a : 1', 'm: "x" # y', '\tn: 1', 'o: {}')).map((parts) => parts.join(''));

it('also of lines thrown together', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const text = `${lines.join('\n')}\n`;
      const plain = plainYaml(text);
      if (plain !== undefined) expect(plain).toEqual(byLibrary(text));
    }),
    { numRuns: 5000 },
  );
});

it('reads what yamlencode() writes', () => {
  const text = '"args":\n- "--flag"\n- "name": "a"\n  "on":\n    "deep": {}\n"replicas": 2\n"spread":\n- - "x"\n';
  expect(plainYaml(text)).toEqual({ args: ['--flag', { name: 'a', on: { deep: {} } }], replicas: 2, spread: [['x']] });
});

it.each([['a block of text', '"a": |\n  b\n'], ['a list in brackets', 'a: [1, 2]\n'], ['an anchor', 'a: &x 1\n'], ['one word', 'a'], ['nothing', ''], ['what is nested without end', '- '.repeat(100_000)]])('leaves to the library: %s', (_, text) => {
  expect(plainYaml(text)).toBeUndefined();
});
