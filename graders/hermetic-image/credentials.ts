import type { Location } from '../../src/grade/judgement.ts';
import type { Permissions } from '../../src/collect/workflow/section.ts';
import type { Publication } from './publication.ts';
import type { Registry } from './image-name.ts';
import { type Login, loginsOf } from './logins.ts';
import type { LiveJob } from './live-jobs.ts';
import { block, code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import { isKnown } from './text.ts';

/** What is wrong with how something is published, and what to write instead. */
export type Unsafe = {
  readonly kind: 'unsafe';
  readonly at: Location;
  readonly observed: string;
  readonly fix: string;
  readonly reproduce: string;
};

export type Safety = { readonly kind: 'safe' } | Unsafe | { readonly kind: 'unclear'; readonly at: Location; readonly because: string };

const loginSteps: Readonly<Record<Registry, string>> = {
  'docker-hub': `- uses: docker/login-action@<commit>
  with:
    username: \${{ vars.DOCKERHUB_USERNAME }}
    password: \${{ secrets.DOCKERHUB_TOKEN }}`,
  ghcr: `- uses: docker/login-action@<commit>
  with:
    registry: ghcr.io
    username: \${{ github.actor }}
    password: \${{ secrets.GITHUB_TOKEN }}`,
  ecr: `- uses: aws-actions/configure-aws-credentials@<commit>
  with:
    role-to-assume: \${{ vars.AWS_ROLE }}
    aws-region: \${{ vars.AWS_REGION }}
- uses: aws-actions/amazon-ecr-login@<commit>`,
};

const loginStep = (registry: Registry): string => block(loginSteps[registry], 'yaml');

type Asked = Publication & { readonly to: { readonly kind: 'asked'; readonly registry: Registry } };

/** Whether what a push logs in with is issued, and kept out of the files. */
export function credentialsOf({ push, to }: Asked): Safety {
  const { job, at, live, by } = push;
  if (live === undefined) return { kind: 'unclear', at, because: `what ${by} logs in with` };
  const logins = loginsOf(job).filter(({ registry }) => registry === undefined || registry === to.registry);
  const exposed = logins.map((login) => exposedBy(login, to.registry)).find((each) => each !== undefined);
  if (exposed !== undefined) return exposed;
  const issued = logins.find(isIssued);
  if (issued !== undefined) return permitted(issued, job, to.registry);
  const [unknown] = logins;
  if (unknown !== undefined) return { kind: 'unclear', at: unknown.at, because: `what ${unknown.by} logs in with` };
  const hidden = hiddenLogin(job);
  return hidden === undefined ? loginMissing(job, at, to.registry) : { kind: 'unclear', at, because: `whether ${hidden} logs in` };
}

/** A password that stands in the file, or in a variable that everybody who can see the settings reads. */
function exposedBy({ at, by, secret }: Login, registry: Registry): Unsafe | undefined {
  if (secret !== undefined && isKnown(secret) && secret.text !== '') {
    const observed = `${code(by)} logs in with a password typed into the file`;
    const fix = `Replace the password, which everybody who can read the repository has, and log in so instead:${loginStep(registry)}`;
    return { kind: 'unsafe', at, observed, fix, reproduce: `! grep -qiE ${typedPassword} ${shellPath(at.path)}` };
  }
  if (secret?.holes.some((what) => what.startsWith('vars.')) !== true) return undefined;
  const observed = `${code(by)} logs in with a variable, which is no secret`;
  const fix = `Keep it as a secret of the repository or environment, and log in so:${loginStep(registry)}`;
  return { kind: 'unsafe', at, observed, fix, reproduce: `! grep -iE '(password|key|token): *[$][{][{] *vars' ${shellPath(at.path)}` };
}

const typedPassword = `'${[
  '(^|[ _])(password|token|secret.access.key): *"?[A-Za-z0-9]',
  'login.* (-p|--password)[ =]+"?[^$" ]',
  '(echo|printf|<<<) +"?[^$" |]+"? *[|].*login',
].join('|')}'`;

const loginMissing = ({ job }: LiveJob, at: Location, registry: Registry): Unsafe => ({
  kind: 'unsafe',
  at,
  observed: `no step of the job ${code(job.id)} logs in to the registry`,
  fix: `Put this step in front of the push:${loginStep(registry)}`,
  reproduce: `grep -E 'login' ${shellPath(at.path)}`,
});

/** A secret, the run's own token, or one that an earlier step was given. */
const isIssued = ({ secret, role }: Login): boolean => role || (secret !== undefined && secret.holes.length > 0 && secret.holes.every(isSecret));

const isSecret = (what: string): boolean => /^(secrets\.|github\.token$|steps\.[^.]+\.outputs\.)/.test(what);

/** OIDC and GITHUB_TOKEN can do only what `permissions` lets them. */
function permitted(login: Login, job: LiveJob, registry: Registry): Safety {
  const subject = `the job ${code(job.job.id)}`;
  if (login.role && !mayWrite(job.permissions, 'id-token', false)) {
    return lacking(login, job, `${subject} assumes a role by OIDC without the right to ask for a token`, 'id-token: write');
  }
  const isOwn = login.secret?.holes.some((what) => /^(secrets\.GITHUB_TOKEN|github\.token)$/i.test(what)) === true;
  if (registry !== 'ghcr' || !isOwn || mayWrite(job.permissions, 'packages', true)) return { kind: 'safe' };
  return lacking(login, job, `${subject} pushes with GITHUB_TOKEN, which may not write packages there`, 'packages: write');
}

const lacking = ({ at }: Login, { job, path }: LiveJob, observed: string, permission: string): Unsafe => ({
  kind: 'unsafe',
  at,
  observed,
  fix: `Write under the \`permissions:\` of the job ${code(job.id)}:${block(permission, 'yaml')}`,
  reproduce: `grep -E '${permission.replace(' ', ' *')}' ${shellPath(path)}`,
});

/** `unset` leaves it to the repository's settings, which never grant an OIDC token. */
function mayWrite(permissions: Permissions, scope: string, unset: boolean): boolean {
  if (permissions.kind === 'unset') return unset;
  return permissions.kind === 'all' ? permissions.access === 'write' : permissions.scopes[scope] === 'write';
}

/** A step that isn't in evidence and may log in. */
function hiddenLogin({ steps }: LiveJob): string | undefined {
  const name = /login|auth|credential|registry/i;
  for (const { step, commands } of steps) {
    const { uses } = step;
    const called = uses?.kind === 'local' ? uses.path : uses?.kind === 'repository' ? `${uses.repository}/${uses.path ?? ''}` : '';
    if (name.test(called)) return code(called);
    const script = commands.map(({ words }) => words[0]?.text ?? '').find((program) => /\.(sh|bash)$/.test(program) || program === 'make');
    if (script !== undefined) return code(script);
  }
  return undefined;
}
