import fc from 'fast-check';
import { expect, test } from 'vitest';
import { destination } from './image-name.ts';
import { hole, known, pieces, type Text } from './text.ts';

const settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const open = (text: string): Text => ({ text: text.replaceAll('*', hole), holes: [...text.matchAll(/\*/g)].map((_, index) => `x${index}`) });

test.each([
  ['domain/docc-sample', 'asked'],
  ['domain/docc-sample:1.0', 'asked'],
  ['docker.io/domain/docc-sample:*', 'asked'],
  ['docker://docker.io/domain/docc-sample', 'asked'],
  ['ghcr.io/somebody/docc-sample@sha256:abc', 'asked'],
  ['ghcr.io/*/docc-sample', 'asked'],
  ['ghcr.io/*', 'unknown'],
  ['*.dkr.ecr.eu-west-1.amazonaws.com/team/docc-sample:*', 'asked'],
  ['1.dkr.ecr.*.amazonaws.com/docc-sample', 'asked'],
  ['public.ecr.aws/alias/docc-sample', 'asked'],
  ['*/docc-sample', 'unknown'],
  ['docker.io/*/docc-sample', 'unknown'],
  ['*', 'unknown'],
  ['somebody/docc-sample', 'other'],
  ['docc-sample', 'other'],
  ['domain/docc-sample-dev', 'other'],
  ['quay.io/domain/docc-sample', 'other'],
  ['localhost:5000/domain/docc-sample', 'other'],
  ['localhost/docc-sample', 'other'],
  ['ghcr.io.example.org/domain/docc-sample', 'other'],
])('%s is %s', (text, kind) => expect(destination(open(text), settings).kind).toBe(kind));

test('tells what an unknown name hangs on', () => {
  expect(destination({ text: `${hole}/docc-sample:${hole}`, holes: ['vars.REGISTRY', 'github.sha'] }, settings)).toEqual({
    kind: 'unknown',
    name: '<vars.REGISTRY>/docc-sample',
    because: 'vars.REGISTRY',
  });
});

test('pieces keep their holes', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', hole) });
  fc.assert(
    fc.property(text, (raw) => {
      const holes = [...raw].flatMap((character, index) => (character === hole ? [String(index)] : []));
      const parts = pieces({ text: raw, holes }, /,/);
      expect(parts.flatMap((part) => part.holes)).toEqual(holes);
      for (const part of parts) expect(part.holes.length).toBe(part.text.split(hole).length - 1);
    }),
  );
  expect(pieces(known('a,b'), /,/).map(({ text }) => text)).toEqual(['a', 'b']);
});
