import { resolve } from 'node:path';
import { z } from 'zod';
import { BrokenLink, firstProven } from '../publish/attestation/chain.ts';
import { statementIn, UnprovenGrade } from '../publish/attestation/envelope.ts';
import { type Signed, signedIn } from '../publish/attestation/sigstore.ts';
import type { Statement } from '../publish/attestation/statement.ts';
import { type Expected, expected, expectedRun, type Run } from '../publish/attestation/workflow.ts';
import { longest, oneLine } from '../publish/neutral.ts';
import { jsonIn, jsonOf } from '../tools/json.ts';
import { type Attested, attestedIn, bytesAt, gradeWords, refuseContradiction } from './attested.ts';
import { WrongUse } from './exit.ts';
import type { World } from './world.ts';

export const byBundle = z.strictObject({ path: z.string(), bundle: z.string(), trustedRoot: z.string(), repository: z.string(), workflow: z.string(), evidence: z.string().optional() });
type ByBundle = z.infer<typeof byBundle>;

/** What the official attest action signed of a report: proven by the bundle that it left, a trusted root, and whose run it has to be. */
export async function provenByBundle(world: World, asked: ByBundle): Promise<string> {
  const run = expected.safeParse({ repository: asked.repository, workflow: asked.workflow });
  if (!run.success) throw new WrongUse(run.error.issues.map(({ message }) => message).join('; '), { cause: run.error });
  const attested = await attestedIn(asked, world);
  const bundles = await documentsIn(asked.bundle, world, 'name the bundle that `gh attestation download report.json --repo <owner>/<name>` wrote, or that the attest action left');
  const roots = await documentsIn(asked.trustedRoot, world, 'name a trusted root: `gh attestation trusted-root > trusted_root.jsonl` writes one, on a machine of yours');
  return await firstProven(bundles, async (bundle) => await firstProven(roots, async (root) => sentence(await signedIn(bundle, root), run.data, attested)));
}

/** Bundles and roots are some kilobytes each, and a file holds a few. */
const longestFile = 1024 * 1024;
const mostDocuments = 32;

/** One JSON document, or one a line: what `gh` writes. */
async function documentsIn(path: string, { cwd }: World, otherwise: string): Promise<readonly [unknown, ...unknown[]]> {
  const bytes = await bytesAt(resolve(cwd, path), longestFile, `${path} can't be read, or is too long: ${otherwise}`);
  const whole = jsonOf(bytes);
  if (whole !== undefined) return [whole];
  const lines = bytes.toString('utf8').split('\n').filter((line) => line.trim() !== '');
  const [first, ...rest] = lines.map(jsonIn);
  if (first === undefined || rest.includes(undefined) || lines.length > mostDocuments) throw new WrongUse(`${path} is no JSON, nor a document of JSON a line: ${otherwise}`);
  return [first, ...rest];
}

function sentence({ payload, identity, logged }: Signed, asked: Expected, attested: Attested): string {
  const run = expectedRun(identity, asked);
  const said = statementIn(payload);
  if (said === undefined) throw new BrokenLink('statement', 'what was signed is no statement of docc/grade@1: take the bundle of the report, not that of another file');
  refuseOther(said, run, attested);
  return (
    `Proven: workflow ${told(run.workflow)} (commit ${told(run.commit)}), run by GitHub for ${told(run.repository)} (repository ${told(run.repositoryId)}) from ${told(run.ref)} in ${told(run.address)}, ` +
    `signed this very report, ${logged ? 'as the public transparency log holds' : 'as an authority of the trusted root witnessed, in no public log'}: ` +
    `${gradeWords(said, attested, 'which calls itself advisory, since whoever wrote the calling workflow could change what it says')}; ` +
    `not proven: that nobody who may push to ${told(run.repository)} changed what that run was given, and that what was recorded as evidence is what happened.`
  );
}

function refuseOther(said: Statement, { commit }: Run, attested: Attested): void {
  const { commit: named } = said.predicate.grader;
  if (named !== undefined && named !== commit) throw new BrokenLink('report', `it names docc at ${told(named)} as its grader, and the workflow that signed it is at ${told(commit)}: take a report that its own workflow left`);
  try {
    refuseContradiction(said, attested);
  } catch (cause) {
    throw cause instanceof UnprovenGrade ? new BrokenLink('report', cause.message, { cause }) : cause;
  }
}

const told = (text: string): string => oneLine(text, longest.path);
