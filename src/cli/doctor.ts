import { access, constants, statfs } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Absence, Fault } from '../evidence/observation.ts';
import { longest, oneLine } from '../publish/neutral.ts';
import { block, wrapped } from '../publish/terminal/layout.ts';
import { listed } from '../publish/words.ts';
import { dockerPort } from '../tools/docker.ts';
import { cacheFolder } from '../tools/find-program.ts';
import { hadolintPort } from '../tools/hadolint.ts';
import { helmPort } from '../tools/helm.ts';
import { installable } from '../tools/installable.ts';
import { lockedProgram } from '../tools/lock.ts';
import { artefactFor } from '../tools/program-download.ts';
import { lookFor } from '../tools/program-version.ts';
import { trivyPort } from '../tools/trivy.ts';
import { type Addition, type Machine, nextAddition, type ReachedTier, sought, type Sought, type Standing, type Standings, tiersReached } from './doctor-tiers.ts';
import { cloudStanding } from './doctor-cloud.ts';
import { inTheirWords, typed } from './called.ts';
import { ownVersion } from './version.ts';
import type { World } from './world.ts';

const options = z.strictObject({ json: z.boolean() });

/** What there is to tell of this machine. */
type Examined = {
  readonly docc: string;
  readonly node: string;
  readonly platform: string;
  readonly tiers: readonly ReachedTier[];
  readonly next: Addition | undefined;
  readonly programs: Standings;
  readonly cpus: number;
  readonly memory: { readonly bytes: number; readonly free: number };
  readonly disks: readonly { readonly of: string; readonly path: string; readonly free: number }[];
};

/** `docc doctor`: what this machine can reach, and the one command that adds the next tier. */
export async function doctorCommand(world: World, given: unknown): Promise<void> {
  const { json } = options.parse(given);
  const examined = await examine(world);
  // JSON, which programs read, keeps docc's own words.
  world.stdout.write(json ? `${JSON.stringify(examined, null, 2)}\n` : page(examined, world.stdout.columns, (words) => inTheirWords(words, world.called)));
}

async function examine(world: World): Promise<Examined> {
  const [programs, cloud, managers, { version, commit }, disks] = await Promise.all([standings(world), cloudStanding(world), packageManagers(world), ownVersion(), freeSpace(world)]);
  const here = { platform: world.platform, arch: process.arch };
  const machine: Machine = {
    platform: world.platform,
    managers,
    fetches: installable.every((name) => artefactFor(lockedProgram(name), here) !== undefined),
    docc: (command) => typed(world.called, command),
  };
  return {
    docc: commit === undefined ? version : `${version} (${commit.slice(0, 12)})`,
    node: process.versions.node,
    platform: `${world.platform} ${process.arch}`,
    tiers: tiersReached(programs, cloud),
    next: nextAddition(programs, machine),
    programs,
    cpus: cpus().length,
    memory: { bytes: totalmem(), free: process.availableMemory() },
    disks,
  };
}

async function standings(world: World): Promise<Standings> {
  const [hadolint, helm, kustomize, docker, trivy, kind, kubectl] = await Promise.all([
    portStanding(hadolintPort(world.env, world.signal), ({ hadolint }) => hadolint),
    portStanding(helmPort(world.env, world.signal), ({ helm }) => helm),
    programStanding('kustomize', world),
    dockerStanding(world),
    trivyStanding(world),
    programStanding('kind', world),
    programStanding('kubectl', world),
  ]);
  return { hadolint, helm, kustomize, docker, trivy, kind, kubectl };
}

async function programStanding(name: Sought, world: World): Promise<Standing> {
  const found = await lookFor(name, world);
  if (found.kind === 'found') return { kind: 'serves', version: found.version, path: found.path };
  if (found.kind === 'unusable') return { kind: 'missing', reason: found.fault.message, remedy: found.fault.repair };
  return { kind: 'missing', ...found.absence };
}

type Opened<Open> = ({ readonly kind: 'open' } & Open) | { readonly kind: 'fault'; readonly fault: Fault } | { readonly kind: 'absent'; readonly absence: Absence };

/** Of a program that grading opens itself: what it would find. */
async function portStanding<Open>(port: { readonly open: () => Promise<Opened<Open>> }, program: (open: Open) => { readonly version: string }): Promise<Standing> {
  const opened = await port.open();
  if (opened.kind === 'fault') return { kind: 'missing', reason: opened.fault.message, remedy: opened.fault.repair };
  return opened.kind === 'absent' ? { kind: 'missing', ...opened.absence } : { kind: 'serves', version: program(opened).version };
}

async function dockerStanding(world: World): Promise<Standing> {
  const [client, opened] = await Promise.all([programStanding('docker', world), dockerPort(world.env, world.signal, []).open()]);
  if (opened.kind === 'open') return { ...client, kind: 'serves', version: opened.docker.version };
  const { reason, remedy } = opened.kind === 'absent' ? opened.absence : { reason: opened.fault.message, remedy: opened.fault.repair };
  return client.kind === 'serves' ? { kind: 'lacks', what: 'daemon', reason, remedy } : { kind: 'missing', reason, remedy };
}

async function trivyStanding(world: World): Promise<Standing> {
  const [client, opened] = await Promise.all([programStanding('trivy', world), trivyPort(world.env, world.signal, []).open()]);
  if (opened.kind === 'open') return { ...client, kind: 'serves', version: opened.trivy.version };
  const { reason, remedy } = opened.kind === 'absent' ? opened.absence : { reason: opened.fault.message, remedy: opened.fault.repair };
  return client.kind === 'serves' ? { kind: 'lacks', what: 'database', reason, remedy } : { kind: 'missing', reason, remedy };
}

async function packageManagers({ env }: World): Promise<Machine['managers']> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const found = await Promise.all((['brew', 'apt-get'] as const).map(async (name) => {
    const there = await Promise.all(folders.map((folder) => access(join(folder, name), constants.X_OK).then(() => true, () => false)));
    return there.includes(true) ? [name] : [];
  }));
  return new Set(found.flat());
}

async function freeSpace({ env }: World): Promise<Examined['disks']> {
  const places = [['docc’s cache', cacheFolder(env)], ['temporary files', tmpdir()]] as const;
  return await Promise.all(places.map(async ([of, path]) => ({ of, path, free: await freeAt(path) })));
}

/** Bytes free where a path lies or would lie. */
async function freeAt(path: string): Promise<number> {
  const disk = await statfs(path).catch(() => undefined);
  if (disk !== undefined) return disk.bavail * disk.bsize;
  return dirname(path) === path ? 0 : await freeAt(dirname(path));
}

/** Commands that words name, as the reader types them. */
type Theirs = (words: string) => string;

function page({ docc, node, platform, tiers, next, programs, cpus: cores, memory, disks }: Examined, columns: number, theirs: Theirs): string {
  const width = Math.min(columns, 100);
  const lines = [
    `docc ${docc}, Node.js ${node}, ${platform}`,
    '',
    'Tiers',
    ...tiers.flatMap((tier) => tierLines(tier, width)),
    '',
    'Programs',
    ...sought.flatMap((name) => programLines(name, programs[name], width, theirs)),
    '',
    'Machine',
    `  ${'processors'.padEnd(16)} ${cores}`,
    `  ${'memory'.padEnd(16)} ${gib(memory.free)} free of ${gib(memory.bytes)}`,
    ...disks.map(({ of, path, free }) => `  ${of.padEnd(16)} ${gib(free)} free at ${oneLine(path, longest.path)}`),
    '',
    ...nextLines(next, theirs),
  ];
  return `${lines.join('\n')}\n`;
}

const tierLines = ({ tier, reached, words, waitsFor, remedy }: ReachedTier, width: number): readonly string[] => [
  ...row(reached ? '✓' : '·', tier, oneLine(`${words}${waitsFor.length === 0 ? '' : `; waits for ${listed(waitsFor)}`}`, longest.line), width),
  ...(remedy === undefined ? [] : block(`→ ${oneLine(remedy, longest.line)}`, width, 4 + nameColumns)),
];

function programLines(name: Sought, standing: Standing, width: number, theirs: Theirs): readonly string[] {
  if (standing.kind === 'serves') return [`  ✓ ${name.padEnd(nameColumns)}${oneLine(standing.version, longest.name)}${standing.path === undefined ? '' : `  ${oneLine(standing.path, longest.path)}`}`];
  return [...row('·', name, oneLine(standing.reason, longest.line), width), ...block(`→ ${oneLine(theirs(standing.remedy), longest.line)}`, width, 4 + nameColumns)];
}

const nameColumns = 11;

/** A sign, a name and words beside them, wrapped. */
function row(sign: string, name: string, words: string, width: number): readonly string[] {
  const [first = '', ...rest] = wrapped(words, width - 4 - nameColumns);
  return [`  ${sign} ${name.padEnd(nameColumns)}${first}`, ...rest.map((line) => ' '.repeat(4 + nameColumns) + line)];
}

function nextLines(next: Addition | undefined, theirs: Theirs): readonly string[] {
  if (next === undefined) return ['This machine reaches every tier that a machine can.'];
  if (next.kind === 'command') return [`This adds the tier ${next.tier}:`, `  ${next.command}`];
  return [`To add the tier ${next.tier}:`, ...next.remedies.map((remedy) => `  ${oneLine(theirs(remedy), longest.line)}`)];
}

const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
