import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAtLeast, lockedProgram, programsLock } from './lock.ts';

test('the lock file is valid and knows hadolint', () => {
  expect(lockedProgram('hadolint')).toMatchObject({ atLeast: '2.15.0' });
});

const entry = { atLeast: '2.15.0', pinned: '2.15.1', artefacts: [] };
const wasm = { platform: 'wasm', sha256: 'a'.repeat(64) };

test.each([
  ['a pinned version that is not accepted', { ...entry, pinned: '2.14.9' }],
  ['a version that is no number', { ...entry, pinned: 'latest' }],
  ['a checksum that is none', { ...entry, artefacts: [{ ...wasm, sha256: 'abc' }] }],
  ['an artefact over HTTP', { ...entry, artefacts: [{ ...wasm, url: 'http://example.com/hadolint.wasm' }] }],
  ['a platform twice', { ...entry, artefacts: [wasm, wasm] }],
  ['an artefact without a checksum', { ...entry, artefacts: [{ platform: 'linux-x64', url: 'https://example.com/hadolint' }] }],
])('refuses %s', (_, hadolint) => {
  expect(programsLock.safeParse({ hadolint: { ...entry, artefacts: [wasm] } }).success).toBe(true);
  expect(programsLock.safeParse({ hadolint }).success).toBe(false);
});

const version = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30));

test('versions are compared by their numbers, the first that differs', () => {
  fc.assert(
    fc.property(version, version, (one, other) => {
      const [first, second, third] = one.map((part, place) => part - (other[place] ?? 0));
      expect(isAtLeast(one.join('.'), other.join('.'))).toBe((first || second || third || 0) >= 0);
    }),
  );
});
