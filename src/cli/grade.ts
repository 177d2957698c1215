import { realpath, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type LoadedChallenge, loadChallenge } from '../catalogue/challenge.ts';
import type { ImageLayout } from '../collect/cluster.ts';
import { allEnded } from '../collect/all-ended.ts';
import { clusterSections } from '../collect/cluster/sections.ts';
import { type ImageAtHand, imageAtHand } from '../collect/image-at-hand.ts';
import { imageSections } from '../collect/image/sections.ts';
import { anew, type Making, making } from '../collect/making.ts';
import { recordIn } from '../collect/record.ts';
import { collectSource, type Deeper, type SourcePorts, type Wanted } from '../collect/source.ts';
import { type Watched, watched } from '../collect/watched.ts';
import { tiers } from '../evidence/section.ts';
import { type BundleWriter, isWhole, writeBundle } from '../evidence/store.ts';
import { grade } from '../grade/grade.ts';
import type { Report } from '../grade/report.ts';
import { sectionsOf } from '../grade/rubric.ts';
import type { Settings } from '../grade/settings.ts';
import { progressOn } from '../publish/progress.ts';
import type { SourceLines } from '../publish/html/excerpt.ts';
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
import { gradeAgain } from './again.ts';
import { collectCloudTier, sectionsForCloud } from './cloud-tier.ts';
import { collectClusterTier, sectionsForCluster, tellWhyNone } from './cluster-tier.ts';
import { type ExitCode, exitCodeOf, exitWords, WrongUse } from './exit.ts';
import { challengePath, rubricOf } from './rubric.ts';
import type { Telling } from './kept.ts';
import { forms, inForm } from './show.ts';
import { sourceLinesOf } from './source-lines.ts';
import { home, ownVersion } from './version.ts';
import type { World } from './world.ts';

const options = z.strictObject({
  folder: z.string(),
  ref: z.string().optional(),
  tier: z.enum(tiers).optional(),
  challenge: z.string(),
  objective: z.array(z.string()).readonly().optional(),
  format: forms,
  failUnder: z.number().optional(),
  asOf: z.iso.datetime().optional(),
  out: z.string(),
  fresh: z.literal(true).optional(),
  quiet: z.literal(true).optional(),
  verbose: z.literal(true).optional(),
  cluster: z.string().optional(),
  keep: z.literal(true).optional(),
  image: z.string().optional(),
  saveImage: z.string().optional(),
});

export type Options = z.infer<typeof options>;

/** `docc grade`: collects, grades, tells. */
export async function gradeCommand(world: World, given: unknown): Promise<ExitCode> {
  const asked = options.parse(given);
  const graded = await grading(world, asked, anew);
  return await tell(world, asked, await graded());
}

/** For `docc watch`: the same folder as often as it is asked for, collected again as far as its files changed. Programs are found and graders loaded once. */
export async function gradesOf(world: World, given: unknown): Promise<{ readonly grade: () => Promise<Graded>; readonly tell: (graded: Graded) => Promise<ExitCode> }> {
  const asked = options.parse(given);
  return { grade: await grading(world, asked, making()), tell: (graded) => tell(world, asked, graded) };
}

export type Graded = { readonly report: Report; readonly sourceLines: SourceLines };

async function grading(world: World, asked: Options, makes: Making): Promise<() => Promise<Graded>> {
  refuseUseless(asked);
  await refuseOwnHome(asked, world);
  const programs = programsFor(world, asked);
  const challenge = await loadChallenge(challengePath(asked.challenge, world.cwd));
  // Graders are loaded while programs run: collecting needs none of them, but to know what nobody asked for.
  const judged = rubricOf(challenge, world.findGraders, objectivesOf(asked, challenge));
  judged.catch(() => undefined); // told by whoever awaits it
  const needed = async (): Promise<ReadonlySet<string>> => sectionsOf(await judged);
  const cluster = { settings: challenge.challenge.settings, isWanted: () => isClusterWanted(asked, needed) };
  const alsoRead = async () => [...((await cluster.isWanted()) ? sectionsForCluster : []), ...(asked.tier === 'cloud' ? sectionsForCloud : [])];
  const wanted = asked.objective === undefined ? 'all' : async () => new Set([...(await needed()), ...(await alsoRead()).map(({ id }) => id)]);
  const ports = { ...programs, kubernetes: challenge.challenge.settings.kubernetes };
  return async () => {
    const [rubric, { evidence, version, submission }] = await Promise.all([judged, collect(world, asked, { ports, wanted, cluster, makes })]);
    const report = grade(rubric, evidence, { trust: 'advisory', grader: version });
    const sourceLines = sourceLinesOf(submission);
    await keep(report, resolve(world.cwd, asked.out), { world, sourceLines });
    return { report, sourceLines };
  };
}

function programsFor(world: World, { folder, objective }: Options) {
  const never = [resolve(world.cwd, folder)];
  const hadolint = begun(hadolintPort(world.env, world.signal, never));
  const helm = helmPort(world.env, world.signal, never);
  // Of what is asked for by name, hardly anything renders a chart or reads Terraform.
  return { hadolint, hcl: hclPort(world.signal, world.hcl ?? (objective === undefined ? 'at-once' : 'when-asked')), helm: objective === undefined ? begun(helm) : helm, kustomize: kustomizePort(world.env, world.signal, never) };
}

async function tell(world: World, asked: Options, { report, sourceLines }: Graded): Promise<ExitCode> {
  world.stdout.write(await inForm(report, { form: asked.format, verbose: asked.verbose === true, again: gradeAgain(asked), sourceLines }, world));
  world.stderr.write(exitWords(report, asked.failUnder));
  return exitCodeOf(report, asked.failUnder);
}

/** An image that is given is deployed: nothing else is done with it. */
function refuseUseless({ tier, image, saveImage }: Options): void {
  if (image !== undefined && tier !== 'cluster') throw new WrongUse('--image gives the cluster tier what to deploy: add --tier cluster, or leave --image out and it is built');
  if (image !== undefined && saveImage !== undefined) throw new WrongUse('--save-image keeps the image that is built, and with --image none is: leave one of them out');
}

/** Who forgets the folder stands, as often as not, in the checkout of docc: a grade of docc itself would only confuse. */
async function refuseOwnHome({ folder }: Options, { cwd }: World): Promise<void> {
  const path = await realpath(resolve(cwd, folder)).catch(() => undefined);
  if (path !== home) return;
  throw new WrongUse(`${path} is docc itself, no submission: name the folder of your fork, as in \`docc grade ~/fork\``);
}

/** By default where somebody judges by it: creating a cluster takes a minute. */
async function isClusterWanted({ tier, cluster, keep }: Options, needed: () => Promise<ReadonlySet<string>>): Promise<boolean> {
  if (tier === 'source' || tier === 'image') return false;
  return tier === 'cluster' || cluster !== undefined || keep === true || !clusterSections.isDisjointFrom(await needed());
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

type Collecting = { readonly ports: SourcePorts; readonly wanted: Wanted; readonly cluster: { readonly settings: Settings; readonly isWanted: () => Promise<boolean> }; readonly makes: Making };

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
  if (isWhole(evidence.bundle)) await ledger.end();
  return { evidence, version, submission };
}

/** An image that an earlier run built is gone: to keep one, it is built again. */
const howToBegin = async ({ fresh, saveImage: kept }: Options, ledger: RunLedger): Promise<'anew' | 'resume'> =>
  fresh !== true && kept === undefined && (await ledger.isOurs()) ? 'resume' : 'anew';

async function collectAll(world: World, asked: Options, submission: Submission, writer: BundleWriter, { ports, wanted, cluster, makes }: Collecting): Promise<void> {
  await using given = asked.image === undefined ? undefined : await (await import('./image-file.ts')).openImageFile(asked.image, (path) => resolve(world.cwd, path));
  const progress = progressOn(world.stderr, { quiet: asked.quiet === true });
  const began = world.elapsed();
  try {
    // An image is built for both: of an earlier run, all that is about it is taken over or none.
    const isWanted = asked.tier !== 'source' && (await cluster.isWanted());
    const together = isWanted ? imageSections.union(clusterSections) : imageSections;
    const seen = watched(recordIn({ writer, elapsed: () => world.elapsed() - began, tell: progress.tell, together }));
    const image = imageAtHand<ImageLayout>();
    const deeper = given === undefined ? deeperIn(world, asked, { submission, seen, wanted, image: isWanted ? image : undefined }) : async () => await image.offer(given);
    const tier = { world, folder: asked.folder, kubeconfig: asked.cluster, keep: asked.keep === true, settings: cluster.settings, watched: seen, image };
    const isBuilding = async (): Promise<boolean> => given === undefined && (isWanted || wanted === 'all' || !imageSections.isDisjointFrom(await wanted()));
    const cloud = { world, submission, settings: cluster.settings, watched: seen, isBuilding };
    await allEnded([collectSource(submission, ports, seen.record, wanted, deeper, makes), isWanted ? collectClusterTier(tier) : undefined, asked.tier === 'cloud' ? collectCloudTier(cloud) : undefined]);
  } finally {
    progress.end();
  }
}

type Deeply = { readonly submission: Submission; readonly seen: Watched; readonly wanted: Wanted; readonly image: ImageAtHand<ImageLayout> | undefined };

/** Without a tier as deep as this machine allows: what it lacks is recorded with its remedy. */
function deeperIn(world: World, asked: Options, { submission, seen, wanted, image }: Deeply): Deeper {
  if (asked.tier === 'source') return async () => undefined;
  const never = [resolve(world.cwd, asked.folder)];
  return async (dockerfile) => {
    if (wanted !== 'all' && image === undefined && imageSections.isDisjointFrom(await wanted())) return;
    const { collectImage } = await import('../collect/image.ts');
    const { env, signal } = world;
    const keepMaterials = (json: Buffer): Promise<void> => writeWhole(materialsIn(resolve(world.cwd, asked.out)), json.toString('utf8'));
    const save = asked.saveImage === undefined ? undefined : resolve(world.cwd, asked.saveImage);
    const offer = async (built: ImageLayout): Promise<void> => void (await Promise.all([image?.offer(built), save === undefined ? undefined : saveImage(built, save)]));
    await collectImage(submission, dockerfile, { docker: dockerPort(env, signal, never), trivy: trivyPort(env, signal, never), env, signal, keepMaterials, offer }, seen.record);
    if (image !== undefined) await tellWhyNone({ watched: seen, image });
  };
}

async function saveImage({ layout }: ImageLayout, file: string): Promise<void> {
  const { packedLayout } = await import('../tools/image-archive.ts');
  await packedLayout(layout, file).catch((cause: unknown) => {
    throw new WrongUse(`--save-image ${file}: ${cause instanceof Error ? cause.message : String(cause)}; name a file in a folder that is there and can be written to`, { cause });
  });
}

/** The built image's bill of materials, beside the evidence. */
const materialsIn = (out: string): string => join(out, 'sbom.cdx.json');

/** The forms that others read by name; `report.json` is the report itself. */
async function keep(report: Report, out: string, telling: Telling): Promise<void> {
  const { keptForms } = await import('./kept.ts');
  await Promise.all(keptForms(report, telling).map(({ name, text }) => writeWhole(join(out, name), text)));
}
