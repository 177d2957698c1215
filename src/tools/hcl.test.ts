import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { hclModule, hclPort, type HclRequest, standByHcl } from './hcl.ts';

const hcl = hclPort(new AbortController().signal);
const request = (text: string): HclRequest => ({ files: [{ path: 'main.tf', text }], unread: [], texts: {}, applied: { '.': [[]] }, examples: [] });

test('the module has the checksum that is written beside it', async () => {
  const said = await readFile(new URL('./hcl.wasm.sha256', hclModule), 'utf8');
  expect(hash('sha256', zstdDecompressSync(await readFile(hclModule)))).toBe(said.trim());
});

test('it answers as often as it is asked, each time anew', async () => {
  const answers = await Promise.all(['a', 'b'].map((name) => hcl.read(request(`locals {\n  ${name} = 1\n}\n`))));
  expect(answers.map((answer) => answer.kind === 'read' && JSON.stringify(answer.answer).match(/local\.\w/)?.[0])).toEqual(['local.a', 'local.b']);
});

test('what JSON can say and JavaScript or evidence can not is made harmless', async () => {
  const answer = await hcl.read(request('locals {\n  x = { __proto__ = 1, n = 1e999 }\n}\n'));
  expect(answer).toMatchObject({ kind: 'read' });
  const text = JSON.stringify(answer);
  expect(text).toContain('"known":{"n":"Infinity"}');
  expect(text).not.toContain('__proto__');
});

test('when memory ends, the file is told', async () => {
  expect(await hcl.read(request('locals {\n  x = format("%999999999s", "x")\n}\n'))).toEqual({
    kind: 'overwhelmed', how: 'took more than 256 MiB of memory', file: 'main.tf',
  });
});

test('a request it does not understand is a fault', async () => {
  // A request of another shape, as an older caller might send it.
  const answer = await hcl.read({ files: 1 } as unknown as HclRequest);
  expect(answer).toMatchObject({ kind: 'fault', fault: { message: expect.stringContaining('hcl.wasm ended with exit code 2') } });
});

test('what stands by answers the first time, and another in its place from then on', async () => {
  const port = hclPort(new AbortController().signal, standByHcl());
  for (const name of ['a', 'b']) expect(JSON.stringify(await port.read(request(`locals {\n  ${name} = 1\n}\n`)))).toContain(`local.${name}`);
  expect(await hclPort(AbortSignal.abort(), standByHcl()).read(request(''))).toMatchObject({ kind: 'fault', fault: { message: 'hcl.wasm was ended by abort' } });
});

test('an abort ends it', async () => {
  expect(await hclPort(AbortSignal.abort()).read(request(''))).toMatchObject({ kind: 'fault', fault: { message: 'hcl.wasm was ended by abort' } });
});
