import { expect, it } from 'vitest';
import { segmentsOf } from './quoted-code.ts';

it('tells prose from code, without the fences', () => {
  expect(segmentsOf(['Write this:', '```dockerfile', 'FROM scratch', '', 'USER 1:1', '```', 'at the end.'])).toEqual([
    { kind: 'prose', lines: ['Write this:'] },
    { kind: 'code', lines: ['FROM scratch', '', 'USER 1:1'] },
    { kind: 'prose', lines: ['at the end.'] },
  ]);
});

it('takes what an open fence holds for code', () => {
  expect(segmentsOf(['```', 'FROM scratch'])).toEqual([{ kind: 'code', lines: ['FROM scratch'] }]);
});

it('has nothing of nothing', () => expect(segmentsOf(['', '```', '```'])).toEqual([]));
