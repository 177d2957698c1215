import { join } from 'node:path';
import fc from 'fast-check';
import { home } from '../../src/cli/version.ts';
import type { Report } from '../../src/grade/report.ts';
import { type TemporaryFolder, temporaryFolder } from '../../src/tools/temporary.ts';
import { filesIn } from '../mutant.ts';
import { killedStep, restarted, standIns, tellingServer, type Work, works } from './docker.ts';
import { count, type Fired, type Outage, outageOf, type ProgramKind, programKinds, wordsOf } from './fault.ts';
import { copied, forgotten, graded, type Place, placed, type Run } from './graded.ts';
import { hurried } from './hurried.ts';
import { broken, brokenNext } from './promises.ts';
import type { Bench } from './prove.ts';
import { type FaultyProgram, faultyProgram, quoted } from './programs.ts';
import { system, type SystemOutage, systemOutages } from './system.ts';

/** What only Docker does wrong. */
export const dockerKinds = ['the daemon restarts', 'a step is killed'] as const;
type DockerKind = (typeof dockerKinds)[number];

export type ImageOutage = Outage<'docker', ProgramKind | DockerKind> | Outage<'trivy', ProgramKind>;
export type ImageSchedule = { readonly work: number; readonly program: ImageOutage | undefined; readonly system: SystemOutage | undefined };

/** About as many calls as a grade makes. */
const calls = { docker: 45, trivy: 4 } as const;

export function imageSchedules(hangs: boolean): fc.Arbitrary<ImageSchedule> {
  const kinds = programKinds.filter((kind) => hangs || kind !== 'hangs');
  const program = fc.oneof({ weight: 4, arbitrary: outageOf('docker', [...kinds, ...dockerKinds], calls.docker) }, { weight: 1, arbitrary: outageOf('trivy', kinds, calls.trivy) });
  const one = fc.oneof({ weight: 4, arbitrary: fc.record({ program }) }, { weight: 1, arbitrary: fc.record({ system: systemOutages(120) }) });
  return fc.tuple(one, fc.nat(works.length - 1)).map(([outage, work]) => ({ program: undefined, system: undefined, ...outage, work }));
}

export const tellImage = ({ work, program, system: outage }: ImageSchedule): string => [works[work]?.name ?? '', ...[program, outage].flatMap((each) => (each === undefined ? [] : [wordsOf(each)]))].join('; ');

type Calm = { readonly place: Place; readonly run: Run & { readonly report: Report } };

/** The reference with an image in the place of its own, graded once for each kind of work while nothing goes wrong. */
export async function imageBench(): Promise<Bench<ImageSchedule>> {
  const server = await tellingServer();
  const folder = await temporaryFolder('faults');
  const fired: Fired = new Map();
  const calm = new Map<number, Promise<Calm>>();
  const live = async (schedule: ImageSchedule): Promise<readonly string[]> => {
    const work = works[schedule.work];
    if (work === undefined) throw new Error(`there is no work ${schedule.work}`);
    const begun = calm.get(schedule.work) ?? calmly(join(folder.path, String(schedule.work)), work, server.port);
    calm.set(schedule.work, begun);
    await using own = await temporaryFolder('faults');
    return await livedThrough(schedule, work, await begun, { own, port: server.port, fired });
  };
  const dispose = async (): Promise<void> => {
    server.close();
    await folder[Symbol.asyncDispose]();
  };
  return { live, fired, [Symbol.asyncDispose]: dispose };
}

const settings = (place: Place, docker: string, trivy: string) => ({ env: { ...process.env, DOCC_CACHE: join(place.folder, 'cache'), DOCC_DOCKER: docker, DOCC_TRIVY: trivy, DOCC_BUILDER: '', DOCC_BASE_IMAGES: '' } });

async function calmly(folder: string, work: Work, port: number): Promise<Calm> {
  const place = await placed(folder, await filesIn(join(home, 'test', 'submissions', 'reference')));
  const { docker, trivy } = await standIns(join(folder, 'stand-ins'), work, port);
  const run = await graded(place, 'image', settings(place, docker, trivy));
  if (run.report === undefined || run.report.faults.length > 0) throw new Error(`without any fault it is not graded: ${run.stderr} ${JSON.stringify(run.report?.faults)}`);
  return { place, run: { ...run, report: run.report } };
}

type Surroundings = { readonly own: TemporaryFolder; readonly port: number; readonly fired: Fired };

async function livedThrough({ program, system: outage }: ImageSchedule, work: Work, { place, run: calm }: Calm, { own, port, fired }: Surroundings): Promise<readonly string[]> {
  const here = await copied(place, join(own.path, 'here'));
  await forgotten(here);
  const real = await standIns(join(own.path, 'stand-ins'), work, port);
  const faulty = program && (await failing(own.path, real, program));
  system.begin(outage);
  const run = await hurried(program, () => graded(here, 'image', settings(here, faulty?.docker?.path ?? real.docker, faulty?.trivy?.path ?? real.trivy))).finally(() => outage !== undefined && count(fired, outage, system.end()));
  if (program !== undefined) count(fired, program, ((await faulty?.docker?.fired()) ?? 0) + ((await faulty?.trivy?.fired()) ?? 0));
  // All that is about an image is taken from one run.
  return [...broken(calm, run), ...brokenNext(calm, { ...run, bundle: undefined }, await graded(here, 'image', settings(here, real.docker, real.trivy)))];
}

async function failing(folder: string, real: { readonly docker: string; readonly trivy: string }, outage: ImageOutage): Promise<{ readonly docker?: FaultyProgram; readonly trivy?: FaultyProgram }> {
  const programs = join(folder, 'programs');
  if (outage.port === 'trivy') return { trivy: await faultyProgram(programs, real.trivy, outage) };
  const more: Readonly<Record<DockerKind, string>> = {
    'the daemon restarts': restarted(join(folder, 'stand-ins', 'containers')),
    'a step is killed': `[ "$1 $2" = 'buildx build' ] && printf '%s\\n' ${quoted(killedStep())} >&2\nexit 137`,
  };
  return { docker: await faultyProgram(programs, real.docker, outage, more) };
}
