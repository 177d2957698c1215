import { type Absence, type Fault, faulted, type Location, notExercised, type Observation, refused, type Trouble } from '../../../evidence/observation.ts';
import { shellWord } from '../../../evidence/shell-word.ts';
import type { Submission } from '../../../submission/submission.ts';
import { type Aws, type AwsPatience, callerOf, openAws } from '../../../tools/aws.ts';
import { AwsError, type AwsTrouble, faultOf, inWords, isOwnersToMend } from '../../../tools/aws-trouble.ts';
import type { Environment } from '../../../tools/find-program.ts';
import { cloudFile, type Named, type NamedRole } from './named.ts';
import type { CloudAccount, CloudNamed } from './section.ts';

export type AccountPorts = {
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly patience: AwsPatience;
  /**
   * `reader`: the person at this machine, who looks into an account of their own as themselves. `grader`: docc for others, which has
   * an account of its own that nobody it grades may name. `guest`: the same, where nobody is asked to have an account.
   */
  readonly as: 'reader' | 'grader' | 'guest';
};

/** Whose account is looked into: what the submission's file says, and which repository it is of. */
export type Candidate = { readonly identity: Submission['identity']; readonly named: Named };

/** The candidate's account, and whose trouble it is when AWS doesn't answer there. */
export type Account = { readonly aws: Aws; readonly facts: CloudAccount; readonly observationOf: (error: unknown) => Observation<never> };

export type OpenedAccount = { readonly kind: 'open'; readonly account: Account } | { readonly kind: 'closed'; readonly because: Observation<never> };

/**
 * Only the external id that belongs to this repository is ever sent for it: else whoever names the role of another candidate, with
 * the external id that stands in that one's public fork, would be graded by what somebody else built.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const externalIdOf = (repository: string): string => `docc:${repository}`;

export async function openAccount({ identity, named }: Candidate, ports: AccountPorts): Promise<OpenedAccount> {
  if (named.status !== 'observed') return closed(named);
  const { role, regionAt, ...said } = writtenIn(named.facts);
  const region = said.region ?? (ports.as === 'reader' ? regionIn(ports.env) : undefined);
  if (ports.as === 'guest' && named.facts.kind === 'nothing') return closed(notExercised(noAccount));
  if (ports.as !== 'reader' && (role === undefined || region === undefined)) return closed(refused(noneNamed));
  if (region === undefined) return closed(notExercised(noRegion));
  const { repository } = identity;
  if (ports.as !== 'reader' && repository === undefined) return closed(faulted(unbound));
  const misbound = role && repository !== undefined ? boundElsewhere(role, repository) : undefined;
  if (misbound !== undefined) return closed(refused(misbound));
  try {
    return await entered(identity, { role, region, regionAt }, ports);
  } catch (error) {
    return closed(whileEntering({ role, regionAt })(error));
  }
}

/** Until the role is assumed docc is itself: of what then goes wrong, only that the role refuses it is the owner's. */
const whileEntering = ({ role, regionAt }: Written) => (error: unknown): Observation<never> =>
  role !== undefined && error instanceof AwsError && error.trouble.kind === 'not-trusted' ? refused(troubleOf(role, error.trouble)) : whoseTrouble({ role: undefined, regionAt })(error);

const closed = (because: Observation<never>): OpenedAccount => ({ kind: 'closed', because });

const regionIn = ({ AWS_REGION: one = '', AWS_DEFAULT_REGION: other = '' }: Environment): string | undefined => one || other || undefined;

/** What the submission named, which is its own to mend. */
type Written = { readonly role: NamedRole | undefined; readonly regionAt: Location | undefined };
type Where = Written & { readonly region: string };

const writtenIn = (named: CloudNamed): Written & { readonly region: string | undefined } =>
  named.kind === 'nothing' ? { role: undefined, region: undefined, regionAt: undefined } : { role: named.role, region: named.region, regionAt: named.region === undefined ? undefined : named.at };

async function entered(identity: Submission['identity'], { role, region, regionAt }: Where, { env, signal, patience, as }: AccountPorts): Promise<OpenedAccount> {
  const endpoint = env['AWS_ENDPOINT_URL'] || undefined;
  const place = { region, endpoint, env, role: undefined };
  const own = await openAws(place, { signal, patience });
  const caller = await callerOf(own);
  const isOwn = role === undefined || role.account === caller.account;
  if (isOwn && as !== 'reader') return closed(refused(notTheirs(role)));
  if (isOwn) return { kind: 'open', account: { aws: own, facts: { id: caller.account, region, by: 'own' }, observationOf: whoseTrouble({ role: undefined, regionAt }) } };
  const session = `docc-${(identity.commit ?? identity.digest.replace('sha256:', '')).slice(0, 12)}`;
  const aws = await openAws({ ...place, role: { arn: role.arn, externalId: role.externalId, session } }, { signal, patience });
  return { kind: 'open', account: { aws, facts: { id: role.account, region, by: 'role' }, observationOf: whoseTrouble({ role, regionAt }) } };
}

/** What the owner of the role or of the file can mend, and nobody else, is theirs; what AWS or docc breaks is not. */
const whoseTrouble = ({ role, regionAt }: Written) => (error: unknown): Observation<never> => {
  if (!(error instanceof AwsError)) throw error;
  const { trouble } = error;
  if (trouble.kind === 'no-service' && regionAt !== undefined) return refused(regionless(trouble, regionAt));
  if (role !== undefined && isOwnersToMend(trouble)) return refused(troubleOf(role, trouble));
  const { seen, repair } = inWords(trouble);
  return trouble.kind === 'no-credentials' ? notExercised({ reason: seen, remedy: sentence(repair) }) : faulted(faultOf(trouble));
};

function regionless(trouble: Extract<AwsTrouble, { readonly kind: 'no-service' }>, at: Location): Trouble {
  const { seen, repair } = inWords(trouble);
  return { expected: `\`${cloudFile}\` names a region of AWS with what the challenge takes`, observed: seen, at, fix: sentence(repair), reproduce: `aws ec2 describe-regions --region-names ${shellWord(trouble.region)}` };
}

function troubleOf(role: NamedRole, trouble: AwsTrouble): Trouble {
  const { seen, repair } = inWords(trouble);
  return {
    expected: `the role of \`${cloudFile}\` lets docc look at what is deployed`,
    observed: seen,
    at: role.at,
    fix: trouble.kind === 'not-trusted' ? `${sentence(repair)} Its trust policy takes: \`${trustFor(role)}\`` : sentence(repair),
    reproduce: reproduceFor(role, trouble),
  };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const trustFor = ({ externalId }: NamedRole): string =>
  JSON.stringify({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '<docc’s principal>' }, Condition: { StringEquals: { 'sts:ExternalId': externalId } } });

/** By the account's owner, in the account. */
function reproduceFor({ arn, externalId }: NamedRole, trouble: AwsTrouble): string {
  const name = shellWord(arn.split('/').at(-1) ?? '');
  if (trouble.kind === 'access-denied') return `aws iam simulate-principal-policy --policy-source-arn ${shellWord(arn)} --action-names ${shellWord(trouble.missing)} --query 'EvaluationResults[].EvalDecision' --output text | grep -qx allowed`;
  return `aws iam get-role --role-name ${name} --query Role.AssumeRolePolicyDocument --output json | grep -F ${shellWord(externalId)}`;
}

function boundElsewhere({ externalId, externalIdAt }: NamedRole, repository: string): Trouble | undefined {
  const own = externalIdOf(repository);
  if (externalId === own) return undefined;
  return {
    expected: 'the external id is that of this repository',
    observed: `\`${externalId}\` belongs to another one (cloud-file-external-id)`,
    at: externalIdAt,
    fix: `Write \`external_id: ${own}\`, and the same in the condition sts:ExternalId of the role's trust policy.`,
    reproduce: `grep -qF ${shellWord(own)} ${cloudFile}`,
  };
}

const notTheirs = (role: NamedRole | undefined): Trouble => ({
  expected: 'the role is one of your own account',
  observed: 'it is one of the account that grades (cloud-file-account)',
  at: role?.at ?? { path: cloudFile },
  fix: 'Name a role of the account in which you deployed: `aws iam get-role --role-name docc-reader --query Role.Arn` prints it.',
  reproduce: `grep -qF "$(aws sts get-caller-identity --query Account --output text)" ${cloudFile}`,
});

const noneNamed: Trouble = {
  expected: `\`${cloudFile}\` names where docc may look at what you deployed`,
  observed: 'it names no role and region',
  at: { path: cloudFile },
  fix: `Write \`region\`, \`role_arn\` and \`external_id\` into \`${cloudFile}\`, as CREDENTIALS.md says.`,
  reproduce: `grep -qE '^role_arn: *arn:' ${cloudFile} && grep -qE '^region: *[a-z]' ${cloudFile}`,
};

const noAccount: Absence = {
  reason: `\`${cloudFile}\` names no account that docc could look into: what is declared is applied nowhere that it knows of`,
  remedy: `Apply it in an account of yours, and write \`region\`, \`role_arn\` and \`external_id\` into \`${cloudFile}\`, as CREDENTIALS.md says.`,
};

const unbound: Fault = { message: 'the repository of the submission is not known, and with it the external id that belongs to it', repair: 'grade the pull request again: its intake names the repository' };

const noRegion: Absence = {
  reason: 'no region is named in which to look',
  remedy: `Write \`region: <region>\` into \`${cloudFile}\`, or set AWS_REGION.`,
};
