import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const ids = ['base-images-pinned', 'base-images-tagged', 'image-published', 'image-published-safely', 'workflow-pinned', 'zone-known'];

it.each([
  ['base-image-pined', ['base-images-pinned', 'base-images-tagged', 'image-published']],
  ['images-pinned', ['base-images-pinned', 'base-images-tagged']],
  ['Image-Published', ['image-published', 'image-published-safely']],
  ['zone', ['zone-known']],
  ['qqq', []],
  ['', []],
])('%s may mean %j', (meant, expected) => expect(nearest(meant, ids)).toEqual(expected));

it('finds what was spelled right at first', () => {
  fc.assert(fc.property(fc.constantFrom(...ids), (id) => nearest(id, ids)[0] === id));
});

it('bears whatever was typed', () => {
  fc.assert(fc.property(fc.string({ maxLength: 1000 }), (meant) => nearest(meant, ids).length <= 3));
});
