import { hash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { challengePath, loadRubric } from '../cli/rubric.ts';
import { home, ownVersion } from '../cli/version.ts';
import { submissionText } from '../cloud/marks.ts';
import { joinedProof, type TeardownProof, teardownOf, teardownProof } from '../cloud/proof.ts';
import { cloudRecord } from '../collect/cloud/record/section.ts';
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
import { selfOf, type Subject } from '../publish/github/subject.ts';
import { toldOf } from '../publish/github/told.ts';
import { reportJson } from '../publish/json.ts';
import { reportSarif } from '../publish/sarif.ts';
import { standing, title } from '../publish/words.ts';
import { folderShelf, ownFolder, writeWhole } from '../tools/folder.ts';
import type { GitHub } from '../tools/github.ts';
import { jsonOf } from '../tools/json.ts';
import { action, app, challengeName, commit, number, repository, secret, yes } from './action.ts';
import { assembled, ForeignEvidence, NoEvidence, type Part } from './assemble.ts';
import { reach } from './reach.ts';
import { settleGraded, settleUngraded } from './settle.ts';
import { keepStored, openStored, proofBytes, repositoryText, storedProof } from './stored.ts';
import { labelVerdict } from './verdict-label.ts';
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
    // Empty where nobody deployed it to a cluster of a machine's.
    cluster: z.string(),
    // Empty where nobody deployed it to EKS.
    eks: z.string(),
    // Empty where nobody looked into the candidate's account.
    account: z.string(),
    // One a line; of a job that was cut off there is none.
    proofs: z.string().transform((text) => text.split('\n').map((path) => path.trim()).filter((path) => path !== '')),
    // Empty where jobs of this run looked: what an earlier grade was told by, in the place of all of these.
    stored: z.string(),
    labels: yes,
    out: z.string().min(1),
  }),
  outputs: z.object({ score: z.number(), possible: z.number(), verdict: z.string(), report: z.string() }),
  run: async (given, outside) => {
    const github = await reach(given, outside.env);
    // Asked first: GitHub takes longer to answer than grading takes, and graders take a tenth of a second to be read.
    const asked = github.files(given['pull-request']);
    const rubrics = pause(onItsWayMs).then(() => loadRubric(challengePath(given.challenge, '.'), async (root) => (root === join(home, 'graders') ? (await import('../catalogue/registry.ts')).graders : [])));
    const [files, rubric, grader] = await Promise.all([asked, rubrics, ownVersion()]);
    const subject = { sha: given.commit, challenge: rubric.challenge.id, version: rubric.challenge.version };
    const [evidence, proof] = await Promise.all([gathered(given, rubric).catch(orSaySo(github, given, subject)), proofIn(given)]);
    const whole = grade(rubric, evidence, { trust: given.trust, grader, ...(proof !== undefined && { teardown: teardownOf(proof) }) });
    const shown = project(whole, 'candidate', rubric.challenge.skills);
    const out = await ownFolder(resolve(given.out));
    const json = reportJson(shown);
    await writeWhole(join(out, 'report.json'), json);
    await writeWhole(join(out, 'report.sarif'), reportSarif(shown));
    // What the workflow has attested of the report: beside it, for the official action to sign.
    await writeWhole(join(out, 'predicate.json'), canonical(statementOf(shown, hash('sha256', json), evidence.bundle).predicate));
    await keepStored(out, evidence, proof);
    const told = toldOf(shown, subject, changedLines(files), `${outside.env['GITHUB_SERVER_URL'] || 'https://github.com'}/${given.repository}/blob/${given.commit}`);
    await outside.summarise(told.page);
    const { head } = await settleGraded(github, given['pull-request'], told, selfOf(given.app));
    // Told already: a label is an ornament, and the last thing that may go wrong.
    const labelled = given.labels ? [await labelVerdict(github, { pull: given['pull-request'], sha: given.commit }, shown)] : [];
    outside.group('Report', [title(shown), head === given.commit ? 'told on the pull request' : `superseded by ${head}`, ...labelled, `${github.spent.calls} requests`]);
    return { score: shown.earned, possible: shown.possible, verdict: standing(shown).word, report: join(out, 'report.json') };
  },
});

/** Until a request has left, through the queue of whoever keeps GitHub's manners. */
const onItsWayMs = 30;

type Given = z.infer<typeof report.inputs>;

async function gathered(given: Given, rubric: Rubric): Promise<Evidence> {
  const { commit: sha, 'repository-id': id, received } = given;
  if (given.stored !== '') return await openStored(given.stored, { repositoryId: id, commit: sha });
  const parts = await Promise.all(ownersOf(given).map(async ({ folder, ...owner }): Promise<Part> => ({ ...owner, evidence: await evidenceIn(folder) })));
  const tiers = tiersOf(rubric);
  const evidence = assembled(parts, tiers, { repository: repositoryText(id), commit: sha, asOf: received });
  return given.cluster === '' && given.eks === '' ? evidence : withoutImage(evidence, tiers);
}

/** What is not graded must not look as if it were about to be. */
const orSaySo = (github: GitHub, given: Given, subject: Subject) => async (error: unknown): Promise<never> => {
  if (error instanceof NoEvidence) await settleUngraded(github, given['pull-request'], subject, selfOf(given.app));
  throw error;
};

type Owner = Omit<Part, 'evidence'> & { readonly folder: string };

/** What was deployed to EKS is told by who deployed it: the cluster in the place of a machine's, and the record that docc made. */
function ownersOf({ source, image, cluster, eks, account }: Given): readonly Owner[] {
  const all: readonly Owner[] = [
    { job: 'source', owns: ['source'], folder: source },
    { job: 'image', owns: ['image'], folder: image },
    eks === '' ? { job: 'run', owns: ['cluster'], folder: cluster } : { job: 'deploy', owns: (id, tier) => tier === 'cluster' || id === cloudRecord.id, folder: eks },
    { job: 'inspect', owns: eks === '' ? ['cloud'] : (id, tier) => tier === 'cloud' && id !== cloudRecord.id, folder: account },
  ];
  return all.filter(({ folder }) => folder !== '');
}

/** What the jobs that reach the account say of what they made there and removed. */
async function proofIn({ proofs, stored, 'repository-id': repositoryId, commit: sha }: Given): Promise<TeardownProof | undefined> {
  const read = await Promise.all((stored === '' ? proofs : [storedProof(stored)]).map(proofBytes));
  const [first, ...rest] = read.flatMap((bytes) => (bytes === undefined ? [] : [teardownProof.parse(jsonOf(Buffer.from(bytes)))]));
  if (first === undefined) return undefined;
  const joined = joinedProof(first, ...rest);
  if (joined.submission !== submissionText({ repositoryId, sha })) throw new ForeignEvidence(`the proof of teardown is of ${joined.submission}`);
  return joined;
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
