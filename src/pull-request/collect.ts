import { join, resolve } from 'node:path';
import { z } from 'zod';
import { docc } from '../cli/docc.ts';
import { exitCodes } from '../cli/exit.ts';
import { home } from '../cli/version.ts';
import { realWorld, type World } from '../cli/world.ts';
import { imageBuild } from '../collect/image/build/section.ts';
import { observationOf } from '../evidence/evidence.ts';
import { openBundle } from '../evidence/store.ts';
import { reportMarkdown } from '../publish/markdown.ts';
import { standing, title } from '../publish/words.ts';
import { report as reportSchema, type Report } from '../grade/report.ts';
import { folderShelf } from '../tools/folder.ts';
import { fetchCommit } from '../tools/git-fetch.ts';
import { commitFromPack } from '../tools/git-pack.ts';
import { temporaryFolder } from '../tools/temporary.ts';
import { action, challengeName, commit, type Outside, repository } from './action.ts';
import { annotationsOf } from '../publish/github/annotations.ts';

type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** The `docc` command, as it runs on a laptop, with what it says kept. */
export async function run(args: readonly string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const kept = (add: (text: string) => void) => ({ isTTY: false, columns: 120, write: add });
  const world: World = {
    ...realWorld(async (root) => (root === join(home, 'graders') ? (await import('../catalogue/registry.ts')).graders : (await import('../catalogue/find.ts')).findGraders(root, new Set()))),
    called: { by: 'program', here: 'docc', anywhere: 'docc' },
    stdout: kept((text) => void (out += text)),
    stderr: kept((text) => void (err += text)),
  };
  return { code: await docc(args, world), out, err };
}

const collected = z.object({ evidence: z.string() });
const wanted = { repository, commit, received: z.iso.datetime(), challenge: challengeName, server: z.url({ protocol: /^https$/ }), pack: z.string(), out: z.string().min(1) };

type Wanted = { readonly repository: string; readonly commit: string; readonly received: string; readonly challenge: string; readonly server: string; readonly pack: string; readonly out: string };

/** Evidence of a commit, as deep as the tier. What it would score is left unsaid: this job met the candidate's files. */
async function collect(tier: 'source' | 'image' | 'cluster', given: Wanted, outside: Outside, more: readonly string[] = []): Promise<z.infer<typeof collected>> {
  await using folder = await temporaryFolder('commit');
  const bare = join(folder.path, 'commit.git');
  await (given.pack === '' ? fetchCommit(`${given.server}/${given.repository}`, given.commit, bare, 'https') : commitFromPack(resolve(given.pack), given.commit, bare));
  const out = resolve(given.out);
  const { code, err } = await run(['grade', bare, '--ref', given.commit, '--tier', tier, '--challenge', given.challenge, '--as-of', given.received, '--out', out, '--format', 'json', ...more]);
  outside.group(`Evidence: ${tier}`, err.split('\n'));
  // A fault is recorded in the evidence, section by section: the report tells it.
  if (code !== exitCodes.graded && code !== exitCodes.fault) throw new Error(`nothing could be collected: ${err.trim().split('\n').at(-1) ?? ''}`);
  return { evidence: join(out, 'evidence') };
}

/** Reads the commit's files. */
export const collectSource = action({ inputs: z.object(wanted), outputs: collected, run: (given, outside) => collect('source', given, outside) });

/** Builds the image of the commit, looks at it in every way, and keeps it for who deploys it. */
export const buildImage = action({
  inputs: z.object(wanted),
  outputs: z.object({ ...collected.shape, image: z.string(), manifest: z.string() }),
  run: async (given, outside) => {
    const archive = join(resolve(given.out), 'image.tar');
    const { evidence } = await collect('image', given, outside, ['--save-image', archive]);
    const build = observationOf(await openBundle(folderShelf(evidence)), imageBuild);
    const manifest = build.status === 'observed' ? build.facts.image?.manifest : undefined;
    return manifest === undefined ? { evidence, image: '', manifest: '' } : { evidence, image: archive, manifest };
  },
});

/** Deploys the image that another machine built to a cluster, and tries what it does there. */
export const probeCluster = action({
  inputs: z.object({ ...wanted, image: z.string().min(1), manifest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'give the digest of the image, as build-image said'), kubeconfig: z.string() }),
  outputs: collected,
  run: async (given, outside) =>
    await collect('cluster', given, outside, ['--image', `${resolve(given.image)}@${given.manifest}`, ...(given.kubeconfig === '' ? [] : ['--cluster', resolve(given.kubeconfig)])]),
});

/** Grades a folder in anybody's workflow: for practice, since whoever writes the workflow can change it. */
export const grade = action({
  inputs: z.object({ folder: z.string().min(1), tier: z.enum(['source', 'image', 'cluster']), challenge: challengeName, objective: z.string().regex(/^[a-z0-9-]*$/), out: z.string().min(1) }),
  outputs: z.object({ score: z.number(), possible: z.number(), verdict: z.string(), report: z.string() }),
  run: async ({ folder, tier, challenge, objective, out }, outside) => {
    const { code, out: json, err } = await run(['grade', folder, '--tier', tier, '--challenge', challenge, ...(objective === '' ? [] : ['--objective', objective]), '--out', resolve(out), '--format', 'json']);
    outside.group('Grade', err.split('\n'));
    if (json === '') throw new Error(`nothing was graded: ${err.trim()}`);
    const graded = reportSchema.parse(JSON.parse(json));
    await told(graded, outside);
    if (code === exitCodes.fault) throw new Error('our fault, no point lost: the report says which');
    return { score: graded.earned, possible: graded.possible, verdict: standing(graded).word, report: join(resolve(out), 'report.json') };
  },
});

async function told(graded: Report, outside: Outside): Promise<void> {
  outside.group('Verdict', [title(graded)]);
  for (const each of annotationsOf(graded, new Map())) outside.annotate(each);
  await outside.summarise(reportMarkdown(graded));
}
