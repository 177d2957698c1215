import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { installable, programsOf } from './installable.ts';
import { isAtLeast, lockedProgram, programsLock } from './lock.ts';

test('the lock file is valid and knows hadolint', () => {
  expect(lockedProgram('hadolint')).toMatchObject({ atLeast: '2.15.0' });
});

it.each(installable)('%s can be fetched for Linux and macOS on both processors, each from its own release and with its own sum', (name) => {
  const { pinned, artefacts } = lockedProgram(name);
  expect(artefacts.map(({ platform }) => platform).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']);
  expect(new Set(artefacts.flatMap(({ url, sha256 }) => [url, sha256])).size).toBe(8);
  for (const { platform, url = '', member } of artefacts) {
    const [system, processor] = platform.split('-');
    expect(url).toContain(`v${pinned}`);
    expect(url).toMatch(/^https:\/\/(github\.com\/(hadolint\/hadolint|kubernetes-sigs\/kind|aquasecurity\/trivy)\/releases\/download|get\.helm\.sh|dl\.k8s\.io\/release)\//);
    expect(url).toMatch(system === 'darwin' ? /darwin|macos/i : /linux/i);
    expect(url).toMatch(processor === 'arm64' ? /arm64/i : /amd64|x86_64|64bit/);
    expect(member?.split('/').at(-1) ?? name).toBe(name);
  }
});

it('a tier brings what the tiers below it need, each once', () => {
  expect(programsOf(['source'])).toEqual(['hadolint', 'helm']);
  expect(programsOf(['image', 'helm'])).toEqual(['hadolint', 'helm', 'trivy']);
  expect(programsOf(['cluster'])).toEqual(installable);
  expect(programsOf(['kubectl', 'kubectl'])).toEqual(['kubectl']);
});

const entry = { atLeast: '2.15.0', pinned: '2.15.1', artefacts: [] };
const checksums = { published: 'https://example.com/sums', comparedWith: ['one', 'another'] };
const native = { platform: 'linux-x64', url: 'https://example.com/hadolint', sha256: 'b'.repeat(64) };
const wasm = { platform: 'wasm', sha256: 'a'.repeat(64) };

test.each([
  ['a pinned version that is not accepted', { ...entry, pinned: '2.14.9' }],
  ['a version that is no number', { ...entry, pinned: 'latest' }],
  ['a checksum that is none', { ...entry, artefacts: [{ ...wasm, sha256: 'abc' }] }],
  ['an artefact over HTTP', { ...entry, artefacts: [{ ...wasm, url: 'http://example.com/hadolint.wasm' }] }],
  ['a platform twice', { ...entry, artefacts: [wasm, wasm] }],
  ['an artefact without a checksum', { ...entry, checksums, artefacts: [{ platform: 'linux-x64', url: 'https://example.com/hadolint' }] }],
  ['a checksum from nowhere', { ...entry, artefacts: [native] }],
  ['a checksum that one alone holds to', { ...entry, checksums: { ...checksums, comparedWith: ['one'] }, artefacts: [native] }],
  ['an archive without a member', { ...entry, checksums, artefacts: [{ ...native, url: 'https://example.com/hadolint.tar.gz' }] }],
  ['a member of what is no archive', { ...entry, checksums, artefacts: [{ ...native, member: 'hadolint' }] }],
])('refuses %s', (_, hadolint) => {
  expect(programsLock.safeParse({ hadolint: { ...entry, checksums, artefacts: [wasm, native] } }).success).toBe(true);
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
