import { expect, it } from 'vitest';
import { z } from 'zod';
import { readerOf } from './reader.ts';

it('says the same however often it is used', () => {
  const schema = z.strictObject({ text: z.string(), many: z.array(z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('a'), n: z.int() })])) });
  const read = readerOf(schema);
  const [right, wrong] = [{ text: 'x', many: [{ kind: 'a', n: 1 }] }, { text: 'x', many: [{ kind: 'a', n: 1.5 }], more: true }];
  for (let turn = 0; turn < 300; turn += 1) {
    expect(read(right)).toEqual(schema.safeParse(right));
    expect(read(wrong).error?.issues).toEqual(schema.safeParse(wrong).error?.issues);
  }
});
