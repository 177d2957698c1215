import { z } from 'zod';
import { longest, oneLine } from '../neutral.ts';
import { BrokenLink } from './chain.ts';
import type { Signed } from './sigstore.ts';

const repository = /[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}/;
const commit = /^[0-9a-f]{40}$/;
/** Of a pull request, `refs/pull/12/merge`, its author writes the workflow. */
const ownRef = /^refs\/(?:heads|tags)\/./;

/** Which run has to have signed: in whose repository, and by which workflow, as the `uses:` of its job says. */
export const expected = z.strictObject({
  repository: z.string().regex(new RegExp(`^${repository.source}$`), '--repository takes the <owner>/<name> of the repository that the grading workflow ran in'),
  workflow: z
    .string()
    .regex(new RegExp(`^${repository.source}/\\.github/workflows/[\\w.-]+\\.ya?ml@[\\w./-]+$`), '--workflow takes what stands behind `uses:` in the grading workflow: <owner>/docc/.github/workflows/grade.yml@<commit>'),
});
export type Expected = z.infer<typeof expected>;

/** The run that a certificate was given to, by what GitHub said of it then. */
export type Run = {
  /** `owner/name/.github/workflows/file.yml@ref`. */
  readonly workflow: string;
  /** What the workflow's ref stood at. */
  readonly commit: string;
  readonly repository: string;
  readonly repositoryId: string;
  readonly ref: string;
  readonly address: string;
};

const github = 'https://github.com/';
const issuer = 'https://token.actions.githubusercontent.com';

/** Of Fulcio's extensions those that GitHub's runs have: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const fulcio = '1.3.6.1.4.1.57264.1';
const extensions = { commit: 10, machine: 11, repository: 12, ref: 14, repositoryId: 15, address: 21 } as const;

/**
 * The run, where it is the one that was expected. A workflow of a candidate's can get a certificate as well: it names theirs.
 * @throws {BrokenLink}
 */
export function expectedRun(identity: Signed['identity'], { repository, workflow }: Expected): Run {
  const by = identity.extensions?.issuer;
  refuseUnless(by === issuer, `GitHub Actions did not vouch for who signed, ${told(by)} did`);
  const run = runOf(identity);
  refuseUnless(machineOf(identity) === 'github-hosted', 'it was signed on a machine of somebody else than GitHub, who could sign anything');
  refuseUnless(isSameName(run.repository, repository), `it was signed in a run of ${told(run.repository)}, and --repository says ${repository}`);
  refuseUnless(ownRef.test(run.ref), `it was signed in a run from ${told(run.ref)}, and only a branch or a tag of the repository itself has the workflow that its owners wrote`);
  refuseUnless(isWorkflow(run, workflow), `it was signed by ${told(run.workflow)} (commit ${told(run.commit)}), and --workflow says ${workflow}`);
  return run;
}

function refuseUnless(holds: boolean, why: string): void {
  if (!holds) throw new BrokenLink('workflow', `${why}; take the report and the bundle that your own grading workflow left`);
}

const told = (text: string | undefined): string => oneLine(text ?? '', longest.path) || '(none)';

function runOf(identity: Signed['identity']): Run {
  const text = (name: keyof typeof extensions): string => extensionIn(identity, name) ?? '';
  return {
    workflow: onGitHub(identity.subjectAlternativeName ?? ''),
    commit: text('commit'),
    repository: onGitHub(text('repository')),
    repositoryId: text('repositoryId'),
    ref: text('ref'),
    address: text('address'),
  };
}

const machineOf = (identity: Signed['identity']): string | undefined => extensionIn(identity, 'machine');

/** What isn't GitHub's stays as it is, and equals no name. */
const onGitHub = (address: string): string => (address.startsWith(github) ? address.slice(github.length) : address);

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** A commit says all; a name that is short is that of a branch or a tag. */
function isWorkflow(run: Run, expectedWorkflow: string): boolean {
  const [path, ref] = halves(run.workflow);
  const [expectedPath, expectedRef] = halves(expectedWorkflow);
  if (path === '' || !isSameName(path, expectedPath)) return false;
  return commit.test(expectedRef) ? run.commit === expectedRef : [expectedRef, `refs/heads/${expectedRef}`, `refs/tags/${expectedRef}`].includes(ref);
}

function halves(workflow: string): readonly [string, string] {
  const at = workflow.indexOf('@');
  return at < 0 ? ['', ''] : [workflow.slice(0, at), workflow.slice(at + 1)];
}

function extensionIn({ oids = [] }: Signed['identity'], name: keyof typeof extensions): string | undefined {
  const found = oids.find(({ oid }) => oid?.id.join('.') === `${fulcio}.${extensions[name]}`);
  return found === undefined ? undefined : utf8In(found.value);
}

/** A DER UTF8String of at most 64 KiB; undefined of anything else. */
function utf8In(der: Buffer): string | undefined {
  const [tag, first = 0] = der;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (tag !== 0x0c || lengthBytes > 2 || der.length < 2 + lengthBytes) return undefined;
  const length = lengthBytes === 0 ? first : der.readUIntBE(2, lengthBytes);
  const text = der.subarray(2 + lengthBytes);
  return text.length === length ? text.toString('utf8') : undefined;
}
