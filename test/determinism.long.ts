import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { home } from '../src/cli/version.ts';
import { type Report, report } from '../src/grade/report.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import { type Files, filesIn, overlaid, readOverlays } from './mutant.ts';

/** The same files give the same report wherever, whenever and by whom they are graded: nothing but `timeline` and `measured` may differ. */
const times = 20;
const run = promisify(execFile);
const submissions = join(home, 'test', 'submissions');
const [reference, template, alternatives, mutants] = await Promise.all([
  filesIn(join(submissions, 'reference')),
  filesIn(join(home, 'template-repo')),
  readOverlays(join(submissions, 'alternatives')),
  readOverlays(join(submissions, 'mutants')),
]);

/** Others that are read in other ways: by other languages, with more found and more lost. */
const others: readonly (readonly [string, Files])[] = [
  ['the reference', reference],
  ['the template', template],
  ...['json-syntax', 'kustomize-overlays', 'eks-module', 'three-environments', 'plain-manifests', 'envoy-gateway'].map((name) => [name, of(alternatives, name)] as const),
  ...['dockerfile-parses', 'image-published', 'eks-endpoint-restricted'].map((name) => [`the mutant ${name}`, of(mutants, name)] as const),
];

function of(overlays: typeof alternatives, name: string): Files {
  const found = overlays.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no submission ${name}`);
  return overlaid(reference, found);
}

const zones = ['UTC', 'Pacific/Kiritimati'];
const languages = ['C', 'tr_TR.UTF-8'];
const umasks = ['0022', '0077'];
/** Who may grade on this machine: another user where this one may become one, and that one may read docc. */
const users = process.getuid?.() === 0 ? [undefined, 65_534] : [undefined];

type Surroundings = { readonly TZ: string; readonly LANG: string; readonly umask: string; readonly uid: number | undefined; readonly folder: string };

const surroundings: readonly Omit<Surroundings, 'folder'>[] = Array.from({ length: times }, (_, turn) => ({
  TZ: zones[turn % 2] ?? 'UTC',
  LANG: languages[(turn >> 1) % 2] ?? 'C',
  umask: umasks[(turn >> 2) % 2] ?? '0022',
  uid: users[(turn >> 3) % users.length],
}));

describe.each(others)('%s', (_, files) => {
  it(`gives one report ${times} times over`, async () => {
    await using base = await temporaryFolder('determinism');
    await run('chmod', ['0755', base.path]);
    const reports: unknown[] = [];
    for (const [turn, around] of surroundings.entries()) reports.push(await steady(files, { ...around, folder: join(base.path, turn % 3 === 0 ? `fork ${turn}` : `deep/er/fork-${turn}`) }));
    for (const each of reports) expect(each).toEqual(reports[0]);
  });
});

async function steady(files: Files, { folder, umask, uid, TZ, LANG }: Surroundings): Promise<Omit<Report, 'timeline' | 'measured'>> {
  const [fork, out] = [join(folder, 'fork'), join(folder, 'out')];
  await written(fork, files);
  await mkdir(out, { recursive: true });
  if (uid !== undefined) await run('chown', ['-R', `${uid}:${uid}`, folder]);
  const command = `umask ${umask} && exec "$@"`;
  const grade = [process.execPath, join(home, 'bin', 'docc.mjs'), 'grade', fork, '--tier', 'source', '--quiet', '--format', 'json', '--out', out];
  const env = { ...process.env, TZ, LANG, LC_ALL: LANG, HOME: out, DOCC_CACHE: join(out, 'cache'), XDG_CACHE_HOME: join(out, 'cache') };
  await run('bash', ['-c', command, 'grade', ...grade], { env, ...(uid !== undefined && { uid, gid: uid }), maxBuffer: 64 * 1024 ** 2 });
  const { timeline: _timeline, measured: _measured, ...rest } = report.parse(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')));
  return rest;
}

async function written(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
