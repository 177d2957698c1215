import { join } from 'node:path';
import fc from 'fast-check';
import { vi } from 'vitest';
import { home } from '../../src/cli/version.ts';
import type { Report } from '../../src/grade/report.ts';
import { temporaryFolder } from '../../src/tools/temporary.ts';
import { type Files, filesIn, overlaid, readOverlays } from '../mutant.ts';
import { count, type Fired, type Outage, outageOf, type ProgramKind, programKinds, wordsOf } from './fault.ts';
import { copied, forgotten, graded, type Place, placed, type Run } from './graded.ts';
import { hurried } from './hurried.ts';
import { broken, brokenNext } from './promises.ts';
import type { Bench } from './prove.ts';
import { faultyProgram, onPath } from './programs.ts';
import { system, type SystemOutage, systemOutages } from './system.ts';
import { type HclOutage, hclKinds, hclRuns } from './wasm-runs.ts';

/** What can fail while files alone are read, and calls of it that a grade makes, about. */
const programs = { hadolint: 3, helm: 12, kubectl: 3, git: 3 } as const;
type Program = keyof typeof programs;

type ProgramOutage = Outage<Program, ProgramKind>;
type Schedule = {
  readonly submission: number;
  readonly program: ProgramOutage | undefined;
  readonly hcl: HclOutage | undefined;
  readonly system: SystemOutage | undefined;
  /** Programs are named by settings, or found on PATH. */
  readonly bySetting: boolean;
  /** Milliseconds that the clock is set on, back or forth, each time it is asked. */
  readonly clock: number;
};

const names = Object.keys(programs) as readonly Program[]; // of an object of ours
const submissions = join(home, 'test', 'submissions');

/** Honest work of two kinds, and mistakes of which each is seen by another program. */
const submitted = ['reference', 'kustomize-overlays', 'lint-no-errors', 'chart-renders', 'manifests-valid', 'base-images-pinned', 'eks-iam-least-privilege', 'network-policy', 'record-declared'] as const;

async function materials(): Promise<readonly Files[]> {
  const reference = await filesIn(join(submissions, 'reference'));
  const alternatives = await readOverlays(join(submissions, 'alternatives'));
  const all = await readOverlays(join(submissions, 'mutants'));
  return submitted.map((wanted) => {
    const overlay = [...alternatives, ...all].find(({ name }) => name === wanted);
    if (overlay === undefined && wanted !== 'reference') throw new Error(`there is no submission ${wanted}`);
    return overlay === undefined ? reference : overlaid(reference, overlay);
  });
}

/** Hangs are waited for: where there is no time for that, they are left out. */
export const sourceSchedules = (hangs: boolean): fc.Arbitrary<Schedule> => {
  const kinds = programKinds.filter((kind) => hangs || kind !== 'hangs');
  const program = fc.oneof(...names.map((name) => outageOf(name, kinds, programs[name])));
  const one = fc.oneof(
    { weight: 6, arbitrary: fc.record({ program }) },
    { weight: 2, arbitrary: fc.record({ hcl: outageOf('hcl.wasm', hclKinds.filter((kind) => hangs || kind !== 'hangs'), 2) }) },
    { weight: 4, arbitrary: fc.record({ system: systemOutages(40) }) },
    { weight: 2, arbitrary: fc.record({ program, system: systemOutages(40) }) },
  );
  const around = fc.record({ submission: fc.nat(submitted.length - 1), bySetting: fc.boolean(), clock: fc.oneof(fc.constant(0), fc.integer({ min: -1e11, max: 1e11 })) });
  return fc.tuple(one, around).map(([outages, rest]) => ({ program: undefined, hcl: undefined, system: undefined, ...outages, ...rest }));
};

export const tellSource = ({ submission, program, hcl, system, bySetting, clock }: Schedule): string =>
  [submitted[submission] ?? '', ...[program, hcl, system].flatMap((each) => (each === undefined ? [] : [wordsOf(each)])), bySetting ? 'by settings' : 'on PATH', ...(clock === 0 ? [] : [`clock by ${clock} ms`])].join('; ');

type Calm = { readonly place: Place; readonly run: Run & { readonly report: Report } };

/** Submissions on disk, each graded once while nothing goes wrong. */
export async function sourceBench(): Promise<Bench<Schedule>> {
  const folder = await temporaryFolder('faults');
  const all = await materials();
  const calm = new Map<number, Promise<Calm>>();
  const fired: Fired = new Map();
  let lived = 0;
  const live = async (schedule: Schedule): Promise<readonly string[]> => {
    const { submission } = schedule;
    const begun = calm.get(submission) ?? calmly(join(folder.path, `calm-${submission}`), all[submission] ?? {});
    calm.set(submission, begun);
    await using own = await temporaryFolder('faults');
    return await livedThrough(schedule, await begun, join(own.path, String((lived += 1))), fired);
  };
  return { live, fired, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

async function calmly(folder: string, files: Files): Promise<Calm> {
  const place = await placed(folder, files);
  const run = await graded(place, 'source', {});
  if (run.report === undefined || run.report.faults.length > 0) throw new Error(`without any fault it is not graded: ${run.stderr} ${JSON.stringify(run.report?.faults)}`);
  return { place, run: { ...run, report: run.report } };
}

async function livedThrough(schedule: Schedule, { place, run: calm }: Calm, folder: string, fired: Fired): Promise<readonly string[]> {
  const own = await copied({ ...place }, folder);
  await forgotten(own);
  const run = await troubled(schedule, own, folder, fired);
  return [...broken(calm, run), ...brokenNext(calm, run, await graded(own, 'source', {}))];
}

async function troubled({ program, hcl, system: outage, bySetting, clock }: Schedule, place: Place, folder: string, fired: Fired): Promise<Run> {
  const path = process.env['PATH'] ?? '';
  const real = program && (await onPath(program.port, path));
  const faulty = program && real !== undefined ? await faultyProgram(join(folder, 'programs'), real, program) : undefined;
  const searched = faulty === undefined ? path : `${join(folder, 'programs', 'bin')}:${path}`;
  const named = faulty !== undefined && program !== undefined && bySetting && program.port !== 'git' ? { [`DOCC_${program.port.toUpperCase()}`]: faulty.path } : { PATH: searched };
  const env = { ...process.env, DOCC_CACHE: join(place.folder, 'cache'), ...named };
  let asked = 0;
  const now = (): Date => new Date(Date.UTC(2026, 10, 1) + clock * (asked += 1));
  // git is called in the process's own environment.
  vi.stubEnv('PATH', searched);
  hclRuns.outage = hcl;
  system.begin(outage);
  try {
    return await hurried(program, () => graded(place, 'source', { env, now }));
  } finally {
    if (outage !== undefined) count(fired, outage, system.end());
    if (hcl !== undefined) count(fired, hcl, hclRuns.end());
    if (program !== undefined && faulty !== undefined) count(fired, program, await faulty.fired());
    vi.unstubAllEnvs();
  }
}
