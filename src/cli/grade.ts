import { realpath, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type LoadedChallenge, loadChallenge } from '../catalogue/challenge.ts';
import { imageSections } from '../collect/image/sections.ts';
import { type Record, recordIn } from '../collect/record.ts';
import { collectSource, type Deeper, type SourcePorts, type Wanted } from '../collect/source.ts';
import { tiers } from '../evidence/section.ts';
import { type BundleWriter, writeBundle } from '../evidence/store.ts';
import { grade } from '../grade/grade.ts';
import type { Report } from '../grade/report.ts';
import { sectionsOf } from '../grade/rubric.ts';
import { progressOn } from '../publish/progress.ts';
import { listed } from '../publish/words.ts';
import { readSubmission } from '../submission/read.ts';
import type { Submission } from '../submission/submission.ts';
import { dockerPort } from '../tools/docker.ts';
import { cacheFolder } from '../tools/find-program.ts';
import { folderShelf, ownFolder, writeWhole } from '../tools/folder.ts';
import { hadolintPort } from '../tools/hadolint.ts';
import { hclPort } from '../tools/hcl.ts';
import { helmPort } from '../tools/helm.ts';
import { kustomizePort } from '../tools/kustomize.ts';
import { type RunLedger, runLedger } from '../tools/run-ledger.ts';
import { trivyPort } from '../tools/trivy.ts';
import { inTheirReport } from './called.ts';
import { type ExitCode, exitCodeOf, exitWords, WrongUse } from './exit.ts';
import { challengePath, rubricOf } from './rubric.ts';
import { forms, inForm } from './show.ts';
import { home, ownVersion } from './version.ts';
import type { World } from './world.ts';

const options = z.strictObject({
  folder: z.string(),
  ref: z.string().optional(),
  tier: z.enum(tiers).optional(),
  challenge: z.string(),
  objective: z.array(z.string()).optional(),
  format: forms,
  failUnder: z.number().optional(),
  asOf: z.iso.datetime().optional(),
  out: z.string(),
  fresh: z.literal(true).optional(),
  quiet: z.literal(true).optional(),
  verbose: z.literal(true).optional(),
});

type Options = z.infer<typeof options>;

/** `docc grade`: collects, grades, tells. */
export async function gradeCommand(world: World, given: unknown): Promise<ExitCode> {
  const asked = options.parse(given);
  refuseUnreachable(asked);
  await refuseOwnHome(asked, world);
  const never = [resolve(world.cwd, asked.folder)];
  const hadolint = begun(hadolintPort(world.env, world.signal, never));
  const helm = helmPort(world.env, world.signal, never);
  // Of what is asked for by name, hardly anything renders a chart.
  const programs = { hadolint, hcl: hclPort(world.signal), helm: asked.objective === undefined ? begun(helm) : helm, kustomize: kustomizePort(world.env, world.signal, never) };
  const challenge = await loadChallenge(challengePath(asked.challenge, world.cwd));
  // Graders are loaded while programs run: collecting needs none of them, but to know what nobody asked for.
  const judged = rubricOf(challenge, world.findGraders, objectivesOf(asked, challenge));
  const wanted = asked.objective === undefined ? 'all' : async () => sectionsOf(await judged);
  const [rubric, { evidence, version }] = await Promise.all([judged, collect(world, asked, { ports: { ...programs, kubernetes: challenge.challenge.settings.kubernetes }, wanted })]);
  const report = grade(rubric, evidence, { trust: 'advisory', grader: version });
  await keep(report, resolve(world.cwd, asked.out), world);
  world.stdout.write(await inForm(report, { form: asked.format, verbose: asked.verbose === true, folder: asked.folder }, world));
  world.stderr.write(exitWords(report, asked.failUnder));
  return exitCodeOf(report, asked.failUnder);
}

/** A tier asked for by name that this docc can't reach is said, not silently left out. */
function refuseUnreachable({ tier }: Options): void {
  if (tier === undefined || tier === 'source' || tier === 'image') return;
  throw new WrongUse(`--tier ${tier}: this docc reaches only the tiers source and image: leave --tier out, and the rest is listed as not exercised`);
}

/** Who forgets the folder stands, as often as not, in the checkout of docc: a grade of docc itself would only confuse. */
async function refuseOwnHome({ folder }: Options, { cwd }: World): Promise<void> {
  const path = await realpath(resolve(cwd, folder)).catch(() => undefined);
  if (path !== home) return;
  throw new WrongUse(`${path} is docc itself, no submission: name the folder of your fork, as in \`docc grade ~/fork\``);
}

function objectivesOf({ objective }: Options, { challenge: { id, objectives } }: LoadedChallenge): ReadonlySet<string> | undefined {
  const ids = objectives.map((each) => each.id);
  const unknown = objective?.find((each) => !ids.includes(each));
  if (unknown !== undefined) throw new WrongUse(`--objective ${unknown}: the challenge ${id} has ${listed(ids, 'and')}`);
  return objective && new Set(objective);
}

const sourceOf = ({ folder, ref }: Options, { cwd }: World) =>
  ref === undefined
    ? ({ kind: 'folder', path: resolve(cwd, folder) } as const)
    : ({ kind: 'commit', repository: resolve(cwd, folder), ref } as const);

/** Finding a program and asking its version takes a process of its own: under way while other things are read. */
function begun<Opened>(port: { readonly open: () => Promise<Opened> }): { readonly open: () => Promise<Opened> } {
  const opened = port.open();
  opened.catch(() => undefined); // told by whoever awaits it
  return { open: () => opened };
}

type Collecting = { readonly ports: SourcePorts; readonly wanted: Wanted };

async function collect(world: World, asked: Options, how: Collecting) {
  const [submission, version] = await Promise.all([readSubmission(sourceOf(asked, world)), ownVersion()]);
  const out = await ownFolder(resolve(world.cwd, asked.out));
  const ledger = runLedger(cacheFolder(world.env), out, submission.identity.digest);
  const begins = {
    schema: 'docc/evidence@1',
    submission: submission.identity,
    asOf: asked.asOf ?? world.now().toISOString(),
    collector: version,
  } as const;
  const begin = await howToBegin(asked, ledger);
  if (begin === 'anew') await rm(materialsIn(out), { force: true });
  const writer = await writeBundle(folderShelf(join(out, 'evidence')), begins, begin);
  await ledger.begin();
  await collectAll(world, asked, submission, writer, how);
  world.signal.throwIfAborted();
  const evidence = await writer.finish();
  await ledger.end();
  return { evidence, version };
}

const howToBegin = async ({ fresh }: Options, ledger: RunLedger): Promise<'anew' | 'resume'> =>
  fresh !== true && (await ledger.isOurs()) ? 'resume' : 'anew';

async function collectAll(world: World, asked: Options, submission: Submission, writer: BundleWriter, { ports, wanted }: Collecting): Promise<void> {
  const progress = progressOn(world.stderr, { quiet: asked.quiet === true });
  const began = world.elapsed();
  try {
    const record = recordIn({ writer, elapsed: () => world.elapsed() - began, tell: progress.tell, together: imageSections });
    await collectSource(submission, ports, record, wanted, deeperIn(world, asked, { submission, record, wanted }));
  } finally {
    progress.end();
  }
}

type Deeply = { readonly submission: Submission; readonly record: Record; readonly wanted: Wanted };

/** Without a tier as deep as this machine allows: what it lacks is recorded with its remedy. */
function deeperIn(world: World, asked: Options, { submission, record, wanted }: Deeply): Deeper {
  if (asked.tier === 'source') return async () => undefined;
  const never = [resolve(world.cwd, asked.folder)];
  return async (dockerfile) => {
    if (wanted !== 'all' && imageSections.isDisjointFrom(await wanted())) return;
    const { collectImage } = await import('../collect/image.ts');
    const { env, signal } = world;
    const keepMaterials = (json: Buffer): Promise<void> => writeWhole(materialsIn(resolve(world.cwd, asked.out)), json.toString('utf8'));
    await collectImage(submission, dockerfile, { docker: dockerPort(env, signal, never), trivy: trivyPort(env, signal, never), env, signal, keepMaterials }, record);
  };
}

/** The built image's bill of materials, beside the evidence. */
const materialsIn = (out: string): string => join(out, 'sbom.cdx.json');

/** The forms that others read by name; `report.json` is the report itself. */
async function keep(report: Report, out: string, { called }: World): Promise<void> {
  const [{ reportJson }, { reportMarkdown }] = await Promise.all([import('../publish/json.ts'), import('../publish/markdown.ts')]);
  await Promise.all([
    writeWhole(join(out, 'report.json'), reportJson(report)),
    writeWhole(join(out, 'report.md'), reportMarkdown(inTheirReport(report, called))),
  ]);
}
