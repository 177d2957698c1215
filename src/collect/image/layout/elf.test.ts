import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elfOf, inlineBuildInfo, pointedBuildInfo } from './elf.fixture.ts';
import { readElf } from './elf.ts';
import { readGoBuild } from './go-build-info.ts';

const modules = ['path\tdocc-sample', 'mod\tdocc-sample\t(devel)\t', 'dep\tgolang.org/x/net\tv0.1.0\th1:x=', 'build\tCGO_ENABLED=0', 'build\t-ldflags="-s -w"', ''].join('\n');

describe('a program', () => {
  it('that needs nothing is static', () => expect(readElf(elfOf({}))).toMatchObject({ machine: 'amd64', linkage: { kind: 'static' } }));

  it('that needs a loader and libraries is dynamic', () =>
    expect(readElf(elfOf({ interpreter: '/lib64/ld-linux-x86-64.so.2', libraries: ['libc.so.6', 'libm.so.6'] }))?.linkage).toEqual({
      kind: 'dynamic',
      interpreter: '/lib64/ld-linux-x86-64.so.2',
      libraries: ['libc.so.6', 'libm.so.6'],
    }));

  it('that needs a library without naming a loader is dynamic all the same', () =>
    expect(readElf(elfOf({ libraries: ['libc.so'] }))?.linkage).toEqual({ kind: 'dynamic', libraries: ['libc.so'] }));

  it.each([
    [183, 'arm64'],
    [40, 'arm'],
    [4_711, 'ELF machine 4711'],
  ])('for machine %d is for %s', (machine, name) => expect(readElf(elfOf({ machine }))?.machine).toBe(name));

  it.runIf(process.platform === 'linux')('such as the Node.js of this test is read whole', async () => {
    const elf = readElf(await readFile(process.execPath));
    expect(elf?.linkage).toMatchObject({ kind: 'dynamic', libraries: expect.arrayContaining([expect.stringMatching(/^libc[.-]/)]) });
    expect(elf?.machine).toBe({ x64: 'amd64', arm64: 'arm64' }[process.arch as string]);
  });

  it.each([['nothing', ''], ['a script', '#!/bin/sh\n'], ['a head without a body', '\x7fELF\x02\x01']])('of %s is none', (_, text) => expect(readElf(Buffer.from(text, 'latin1'))).toBeUndefined());
});

describe("Go's build information", () => {
  const built = { path: 'docc-sample', module: 'docc-sample', settings: { CGO_ENABLED: '0', '-ldflags': '-s -w' } };
  const read = (data: Buffer) => {
    const bytes = elfOf({ data });
    const elf = readElf(bytes);
    return elf && readGoBuild(bytes, elf);
  };

  it('is read as Go writes it now', () => expect(read(inlineBuildInfo('go1.26.8', modules))).toEqual({ version: 'go1.26.8', ...built }));
  it('is read as Go wrote it before 1.18', () => expect(read(pointedBuildInfo('go1.17.13', modules))).toEqual({ version: 'go1.17.13', ...built }));
  it('is found where it is aligned, past other data', () => expect(read(Buffer.concat([Buffer.from('\xff Go buildinf'.padEnd(48, 'x'), 'latin1'), inlineBuildInfo('go1.20', modules)]))?.version).toBe('go1.20'));
  it('is absent from what Go did not build', () => expect(read(Buffer.from('just data'))).toBeUndefined());
  it('without modules tells the version alone', () => expect(read(inlineBuildInfo('go1.26', ''))).toEqual({ version: 'go1.26', path: '', settings: {} }));
  it('that lies about lengths is none', () => expect(read(inlineBuildInfo('go1.26', modules).fill(0xff, 32, 60))).toBeUndefined());
});

it('whatever the bytes, reading ends', () => {
  const honest = [elfOf({ interpreter: '/ld', libraries: ['libc.so'], data: inlineBuildInfo('go1.26', modules) }), elfOf({ data: pointedBuildInfo('go1.17', modules) })];
  const change = fc.record({ at: fc.nat(4_095), byte: fc.nat(255) });
  fc.assert(
    fc.property(fc.constantFrom(...honest), fc.array(change, { maxLength: 40 }), fc.nat(5_000), (bytes, changes, length) => {
      const broken = Buffer.from(bytes.subarray(0, length));
      for (const { at, byte } of changes) if (at < broken.length) broken[at] = byte;
      const elf = readElf(broken);
      if (elf !== undefined) readGoBuild(broken, elf);
    }),
    { numRuns: 2_000 },
  );
});
