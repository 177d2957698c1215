import { own } from '../../src/evidence/own.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { begins, type CommandLine, commandLine, option } from './command-line.ts';
import { dockerHub, elasticContainerRegistry, gitHub } from './knowledge/registries.ts';
import type { Registry } from './image-name.ts';
import type { LiveJob } from './live-jobs.ts';
import type { LiveStep } from './live-steps.ts';
import { isKnown, pieces, type Text, unknown } from './text.ts';

/** A step that gives a job the right to push. */
export type Login = {
  readonly at: Location;
  readonly by: string;
  /** Undefined: files can't tell which. */
  readonly registry: Registry | 'elsewhere' | undefined;
  /** What it logs in with; for AWS the key, or the role that OIDC is traded for. */
  readonly secret: Text | undefined;
  readonly role: boolean;
};

export function loginsOf(job: LiveJob): readonly Login[] {
  return job.steps.flatMap((live) => [...byAction(live, job), ...live.commands.flatMap((command) => byCommand(live, commandLine(command), job))]);
}

/** Actions that log in, or push with a login of their own, by the inputs that hold the password. */
const passwordInputs: Readonly<Record<string, readonly string[]>> = {
  'docker/login-action': ['password', 'registry-auth'],
  'redhat-actions/podman-login': ['password'],
  'redhat-actions/push-to-registry': ['password'],
  'elgohr/publish-docker-github-action': ['password'],
  'mr-smithers-excellent/docker-build-push': ['password'],
  'macbre/push-to-ghcr': ['github_token'],
};

function byAction(live: LiveStep, job: LiveJob): readonly Login[] {
  if (live.step.uses?.kind !== 'repository') return [];
  const repository = live.step.uses.repository.toLowerCase();
  const place = { at: live.at, by: live.step.uses.repository };
  if (repository === 'aws-actions/amazon-ecr-login') return [{ ...place, registry: 'ecr', ...amazon(job) }];
  const inputs = own(passwordInputs, repository);
  if (inputs === undefined) return [];
  const secret = inputs.map(live.input).find((value) => value !== undefined);
  const named = live.input('registry-auth') === undefined ? registryOf(live.input('registry')) : undefined;
  const registry = repository === 'macbre/push-to-ghcr' ? 'ghcr' : named;
  return [{ ...place, registry, ...(secret === undefined && registry === 'ecr' ? amazon(job) : { secret, role: false }) }];
}

function registryOf(text: Text | undefined): Login['registry'] {
  const host = (text?.text ?? '').trim().replace(/^https?:\/\//, '').split('/')[0] ?? '';
  if (host === '' || dockerHub.has(host)) return 'docker-hub';
  if (host === gitHub) return 'ghcr';
  if (elasticContainerRegistry.test(host)) return 'ecr';
  return text === undefined || isKnown(text) ? 'elsewhere' : undefined;
}

/** Whose rights ECR's login has. https://github.com/aws-actions/configure-aws-credentials#usage */
function amazon(job: LiveJob): Pick<Login, 'secret' | 'role'> {
  const configured = job.steps.findLast(({ step: { uses } }) => uses?.kind === 'repository' && /^aws-actions\/configure-aws-credentials$/i.test(uses.repository));
  const inEnvironment = job.steps.flatMap(({ variables }) => variables('AWS_SECRET_ACCESS_KEY') ?? [])[0];
  const key = configured?.input('aws-secret-access-key') ?? inEnvironment;
  return { secret: key, role: key === undefined && configured?.input('role-to-assume') !== undefined };
}

const loggingIn: Readonly<Record<string, readonly (readonly string[])[]>> = {
  docker: [['login']],
  podman: [['login']],
  buildah: [['login']],
  nerdctl: [['login']],
  skopeo: [['login']],
  oras: [['login']],
  cosign: [['login']],
  ko: [['login']],
  crane: [['auth', 'login']],
  gcrane: [['auth', 'login']],
  regctl: [['registry', 'login']],
};

function byCommand(live: LiveStep, line: CommandLine | undefined, job: LiveJob): readonly Login[] {
  if (line === undefined) return [];
  const place = { at: live.at, by: `${line.program} login` };
  const verb = own(loggingIn, line.program)?.find((words) => begins(line, ...words));
  if (verb === undefined) return copying(line).map((secret) => ({ ...place, registry: undefined, secret, role: false }));
  const registry = registryOf(line.operands[verb.length]);
  const secret = passwordOf(line);
  const ofAmazon = registry === 'ecr' || secret?.holes.some((what) => what.includes('aws ecr')) === true;
  return [{ ...place, registry: ofAmazon ? 'ecr' : registry, ...(ofAmazon ? amazon(job) : { secret, role: false }) }];
}

/** Given as an option, or written into its standard input. */
function passwordOf(line: CommandLine): Text | undefined {
  const given = ['password', 'p', 'pass'].flatMap((name) => option(line, name)).at(-1);
  if (given !== undefined) return given;
  const here = line.command.redirects.find(({ operator }) => operator === '<<<');
  if (here !== undefined) return here.target;
  const words = line.command.input?.words ?? [];
  if (/^(echo|printf)$/.test(words[0]?.text ?? '')) return words.at(-1);
  return words[0] === undefined ? undefined : unknown(words.map(({ text }) => text).join(' '));
}

/** `skopeo copy --dest-creds user:password`. */
const copying = (line: CommandLine): readonly Text[] =>
  [...option(line, 'dest-creds'), ...option(line, 'creds')].map((text) => pieces(text, /:/).at(-1) ?? text).concat(option(line, 'dest-registry-token'));
