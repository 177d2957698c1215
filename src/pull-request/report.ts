import { hash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { graders } from '../catalogue/registry.ts';
import { challengePath, loadRubric } from '../cli/rubric.ts';
import { home, ownVersion } from '../cli/version.ts';
import { tree } from '../collect/tree/section.ts';
import { canonical } from '../evidence/canonical.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Tier } from '../evidence/section.ts';
import { openBundle, RefusedBundle } from '../evidence/store.ts';
import { grade } from '../grade/grade.ts';
import { project } from '../grade/project.ts';
import type { Rubric } from '../grade/rubric.ts';
import { statementOf } from '../publish/attestation/statement.ts';
import { changedLines } from '../publish/github/changed-lines.ts';
import { selfOf } from '../publish/github/subject.ts';
import { toldOf } from '../publish/github/told.ts';
import { reportJson } from '../publish/json.ts';
import { standing, title } from '../publish/words.ts';
import { folderShelf, ownFolder, writeWhole } from '../tools/folder.ts';
import { action, app, challengeName, commit, number, repository, secret } from './action.ts';
import { assembled, type Part } from './assemble.ts';
import { reach } from './reach.ts';
import { settleGraded } from './settle.ts';
import { withoutImage } from './without-image.ts';

/** Grades what the jobs saw, by itself, and tells it on the pull request. */
export const report = action({
  inputs: z.object({
    token: secret,
    repository,
    'pull-request': number,
    commit,
    'repository-id': number,
    received: z.iso.datetime(),
    challenge: challengeName,
    app,
    trust: z.enum(['graded', 'advisory']),
    source: z.string().min(1),
    // Empty where nobody looked at the image.
    image: z.string(),
    // Empty where nobody deployed it.
    cluster: z.string(),
    out: z.string().min(1),
  }),
  outputs: z.object({ score: z.number(), possible: z.number(), verdict: z.string(), report: z.string() }),
  run: async (given, outside) => {
    const github = reach(given, outside.env);
    const rubrics = loadRubric(challengePath(given.challenge, '.'), async (root) => (root === join(home, 'graders') ? graders : []));
    // Asked first: GitHub takes longer to answer than grading takes.
    const [files, rubric, grader] = await Promise.all([github.files(given['pull-request']), rubrics, ownVersion()]);
    const evidence = await gathered(given, rubric);
    const whole = grade(rubric, evidence, { trust: given.trust, grader });
    const shown = project(whole, 'candidate', rubric.challenge.skills);
    const out = await ownFolder(resolve(given.out));
    const json = reportJson(shown);
    await writeWhole(join(out, 'report.json'), json);
    // What the workflow has attested of the report: beside it, for the official action to sign.
    await writeWhole(join(out, 'predicate.json'), canonical(statementOf(shown, hash('sha256', json), evidence.bundle).predicate));
    const subject = { sha: given.commit, challenge: rubric.challenge.id, version: rubric.challenge.version };
    const told = toldOf(shown, subject, changedLines(files), `${outside.env['GITHUB_SERVER_URL'] || 'https://github.com'}/${given.repository}/blob/${given.commit}`);
    await outside.summarise(told.page);
    const { head } = await settleGraded(github, given['pull-request'], told, selfOf(given.app));
    outside.group('Report', [title(shown), head === given.commit ? 'told on the pull request' : `superseded by ${head}`, `${github.spent.calls} requests`]);
    return { score: shown.earned, possible: shown.possible, verdict: standing(shown).word, report: join(out, 'report.json') };
  },
});

type Given = z.infer<typeof report.inputs>;

async function gathered({ source, image, cluster, commit: sha, 'repository-id': id, received }: Given, rubric: Rubric): Promise<Evidence> {
  const parts: readonly Part[] = [
    { job: 'source', owns: ['source'], evidence: await evidenceIn(source) },
    ...(image === '' ? [] : [{ job: 'image', owns: ['image'], evidence: await evidenceIn(image) } as const]),
    ...(cluster === '' ? [] : [{ job: 'run', owns: ['cluster'], evidence: await evidenceIn(cluster) } as const]),
  ];
  const tiers = tiersOf(rubric);
  const evidence = assembled(parts, tiers, { repository: `github.com/repositories/${id}`, commit: sha, asOf: received });
  return cluster === '' ? evidence : withoutImage(evidence, tiers);
}

/** Of a job that was cut off there is none, or a part. */
async function evidenceIn(folder: string): Promise<Evidence | undefined> {
  try {
    return await openBundle(folderShelf(resolve(folder)));
  } catch (error) {
    if (error instanceof RefusedBundle && error.code === 'absent') return undefined;
    throw error;
  }
}

/** The sections that the challenge's checks and remarks read, and the one that says which paths nobody could. */
export const tiersOf = (rubric: Rubric): ReadonlyMap<string, Tier> =>
  new Map([tree, ...rubric.order.flatMap((row) => (row.kind === 'built' ? Object.values(row.check.needs) : [])), ...rubric.remarks.flatMap(({ needs }) => Object.values(needs))].map(({ id, tier }) => [id, tier]));
