import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Installable } from '../tools/installable.ts';
import { answering, type Behaviour, downloadsFrom, lockedTo, releases, serving } from '../tools/releases.fixture.ts';
import { installTools, setupTools } from './setup-tools.ts';

const script = Buffer.from('#!/bin/sh\necho 2.15.1\n');

async function installed(names: readonly Installable[], served: Behaviour = serving(script), cache?: string) {
  const folder = cache ?? (await mkdtemp(join(tmpdir(), 'docc-setup-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [lines, paths]: [string[], string[]] = [[], []];
  await using server = await releases(served);
  const job = { group: (title: string, said: readonly string[]) => void lines.push(title, ...said), addPath: (path: string) => void paths.push(path) };
  const versions = await installTools(names, downloadsFrom(server.transport, lockedTo(script), folder), job).catch((error: unknown) => error);
  return { folder, versions, lines, paths, asked: server.ranges.length };
}

it('fetches the pinned versions and puts them on PATH, each in a folder of its own', async () => {
  const { folder, versions, lines, paths } = await installed(['hadolint', 'helm']);
  expect(versions).toEqual({ hadolint: '2.15.1', helm: '2.15.1', trivy: '', kind: '', kubectl: '' });
  expect(paths).toEqual([join(folder, 'hadolint-2.15.1'), join(folder, 'helm-2.15.1')]);
  expect(await readFile(join(paths[1] ?? '', 'helm'))).toEqual(script);
  const said = (name: string, path = ''): readonly string[] => [name, 'from releases.example', '0.0 MiB, and its checksum is right', `2.15.1 at ${join(path, name)}`];
  expect(lines).toEqual([...said('hadolint', paths[0]), ...said('helm', paths[1])]);
});

it('fetches nothing that lies in the cache in the pinned version', async () => {
  const { folder } = await installed(['hadolint']);
  expect(await installed(['hadolint'], answering(404), folder)).toMatchObject({ versions: { hadolint: '2.15.1' }, paths: [join(folder, 'hadolint-2.15.1')], asked: 0 });
  await writeFile(join(folder, 'hadolint-2.15.1', 'hadolint'), '#!/bin/sh\necho 2.9.9\n');
  expect(await installed(['hadolint'], serving(script), folder)).toMatchObject({ versions: { hadolint: '2.15.1' }, asked: 1 });
});

it('ends the step with the trouble and its repair, and puts nothing on PATH', async () => {
  const { versions, paths, lines } = await installed(['hadolint'], serving(Buffer.from('another')));
  expect(String(versions)).toMatch(/SHA-256 expected [0-9a-f]{64}, got [0-9a-f]{64} \(wrong-checksum\)\. Nothing of it was kept/);
  expect([paths, lines]).toEqual([[], ['hadolint', 'from releases.example']]);
});

it('goes on where trivy can’t have its database: a scan is told as not exercised', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'docc-setup-'));
  await mkdir(join(folder, 'trivy-2.15.1'));
  const trivy = join(folder, 'trivy-2.15.1', 'trivy');
  await writeFile(trivy, '#!/bin/sh\n[ "$1" = image ] && exit 1\n[ "$2" = --format ] && { echo \'{"Version":"2.15.1"}\'; exit; }\necho 2.15.1\n');
  await chmod(trivy, 0o755);
  const { versions, paths, lines } = await installed(['trivy'], answering(404), folder);
  expect([versions, paths]).toEqual([expect.objectContaining({ trivy: '2.15.1' }), [join(folder, 'trivy-2.15.1')]]);
  expect(lines).toEqual(['trivy', `2.15.1 at ${trivy}`, expect.stringMatching(/^trivy’s database of vulnerabilities could not be fetched: .*exit code 1/)]);
});

it.each([
  ['source', ['source']],
  ['image, kind\n', ['image', 'kind']],
])('reads %j', (text, read) => expect(setupTools.inputs.parse({ tools: text })).toEqual({ tools: read }));

it.each(['', ' ', 'everything', 'source;rm'])('refuses %j', (text) => {
  expect(setupTools.inputs.safeParse({ tools: text }).error?.issues[0]?.message).toMatch(/^give /);
});
