import { join, resolve } from 'node:path';
import { z } from 'zod';
import { loadChallenge } from '../catalogue/challenge.ts';
import { recordIn } from '../collect/record.ts';
import { collectSource } from '../collect/source.ts';
import { tiers } from '../evidence/section.ts';
import { type BundleWriter, writeBundle } from '../evidence/store.ts';
import { grade } from '../grade/grade.ts';
import type { Report } from '../grade/report.ts';
import { progressOn } from '../publish/progress.ts';
import { readSubmission } from '../submission/read.ts';
import type { Submission } from '../submission/submission.ts';
import { cacheFolder } from '../tools/find-program.ts';
import { folderShelf, ownFolder, writeWhole } from '../tools/folder.ts';
import { hadolintPort } from '../tools/hadolint.ts';
import { hclPort } from '../tools/hcl.ts';
import { type RunLedger, runLedger } from '../tools/run-ledger.ts';
import { type ExitCode, exitCodeOf, WrongUse } from './exit.ts';
import { challengePath, rubricOf } from './rubric.ts';
import { forms, inForm } from './show.ts';
import { ownVersion } from './version.ts';
import type { World } from './world.ts';

// One process grades one submission: compiling validators would cost more (15 ms) than it saves.
z.config({ jitless: true });

const options = z.strictObject({
  folder: z.string(),
  ref: z.string().optional(),
  tier: z.enum(tiers).optional(),
  challenge: z.string(),
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
  const [submission, challenge, version] = await Promise.all([
    readSubmission(sourceOf(asked, world)),
    loadChallenge(challengePath(asked.challenge, world.cwd)),
    ownVersion(),
  ]);
  // Graders are loaded while programs run: collecting needs none of them.
  const [evidence, rubric] = await Promise.all([collect(world, asked, submission, version), rubricOf(challenge, world.findGraders)]);
  const report = grade(rubric, evidence, { trust: 'advisory', grader: version });
  await keep(report, resolve(world.cwd, asked.out));
  world.stdout.write(await inForm(report, { form: asked.format, verbose: asked.verbose === true, folder: asked.folder }, world));
  return exitCodeOf(report, asked.failUnder);
}

/** A tier asked for by name that this docc can't reach is said, not silently left out. */
function refuseUnreachable({ tier }: Options): void {
  if (tier === undefined || tier === 'source') return;
  throw new WrongUse(`--tier ${tier}: this docc reaches only the source tier: leave --tier out, and the rest is listed as not exercised`);
}

const sourceOf = ({ folder, ref }: Options, { cwd }: World) =>
  ref === undefined
    ? ({ kind: 'folder', path: resolve(cwd, folder) } as const)
    : ({ kind: 'commit', repository: resolve(cwd, folder), ref } as const);

async function collect(world: World, asked: Options, submission: Submission, collector: Awaited<ReturnType<typeof ownVersion>>) {
  const out = await ownFolder(resolve(world.cwd, asked.out));
  const ledger = runLedger(cacheFolder(world.env), out, submission.identity.digest);
  const begun = {
    schema: 'docc/evidence@1',
    submission: submission.identity,
    asOf: asked.asOf ?? world.now().toISOString(),
    collector,
  } as const;
  const writer = await writeBundle(folderShelf(join(out, 'evidence')), begun, await howToBegin(asked, ledger));
  await ledger.begin();
  await collectAll(world, asked, submission, writer);
  world.signal.throwIfAborted();
  const evidence = await writer.finish();
  await ledger.end();
  return evidence;
}

const howToBegin = async ({ fresh }: Options, ledger: RunLedger): Promise<'anew' | 'resume'> =>
  fresh !== true && (await ledger.isOurs()) ? 'resume' : 'anew';

async function collectAll(world: World, asked: Options, submission: Submission, writer: BundleWriter): Promise<void> {
  const progress = progressOn(world.stderr, { quiet: asked.quiet === true });
  const began = world.elapsed();
  try {
    const record = recordIn({ writer, elapsed: () => world.elapsed() - began, tell: progress.tell });
    const hadolint = hadolintPort(world.env, world.signal, [resolve(world.cwd, asked.folder)]);
    await collectSource(submission, { hadolint, hcl: hclPort(world.signal) }, record);
  } finally {
    progress.end();
  }
}

/** The forms that others read by name; `report.json` is the report itself. */
async function keep(report: Report, out: string): Promise<void> {
  const [{ reportJson }, { reportMarkdown }] = await Promise.all([import('../publish/json.ts'), import('../publish/markdown.ts')]);
  await Promise.all([
    writeWhole(join(out, 'report.json'), reportJson(report)),
    writeWhole(join(out, 'report.md'), reportMarkdown(report)),
  ]);
}
