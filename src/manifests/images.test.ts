import { describe, expect, it } from 'vitest';
import type { Value } from '../collect/terraform/section.ts';
import { imageOf, isNamed } from './images.ts';

const template = (...parts: readonly (string | undefined)[]): Value => ({
  unknown: true,
  shape: { kind: 'template', parts: parts.map((part) => (part === undefined ? { unknown: true } : { known: part })) },
});

const runs = (value: Value) => {
  const image = imageOf(value);
  return image && isNamed(image, 'docc-sample');
};

describe('an image', () => {
  it('is taken apart', () => {
    expect(imageOf({ known: 'localhost:5000/a/docc-sample:1.0@sha256:ab' })).toEqual({
      repository: 'localhost:5000/a/docc-sample',
      tag: { kind: 'known', is: '1.0' },
      digest: { kind: 'known', is: 'sha256:ab' },
    });
  });

  it('has no tag where only the registry has a port', () => {
    expect(imageOf({ known: 'localhost:5000/docc-sample' })).toMatchObject({ tag: { kind: 'absent' }, digest: { kind: 'absent' } });
  });

  it('has no tag where that is empty', () => expect(imageOf({ known: 'docc-sample:' })).toMatchObject({ tag: { kind: 'absent' } }));

  it('may end in a tag that is not known', () => {
    expect(imageOf(template('domain/docc-sample:', undefined))).toMatchObject({ repository: 'domain/docc-sample', tag: { kind: 'unknown' }, digest: { kind: 'unknown' } });
  });

  it.each([
    [{ known: 'docc-sample' }, 'yes'],
    [{ known: 'ghcr.io/somebody/docc-sample:1' }, 'yes'],
    [template(undefined, '/docc-sample:', undefined), 'yes'],
    [{ known: 'nginx:1.29' }, 'no'],
    [{ known: 'docc-sample/nginx' }, 'no'],
    [template(undefined, ':1.0'), 'maybe'],
    [template('docc-', undefined), 'maybe'],
    [template('nginx-', undefined), 'no'],
    [{ unknown: true }, 'maybe'],
  ] as const)('%j runs docc-sample: %s', (value, answer) => expect(runs(value)).toBe(answer));
});
