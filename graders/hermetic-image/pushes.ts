import type { Location } from '../../src/grade/judgement.ts';
import { begins, type CommandLine, commandLine, option } from './command-line.ts';
import { type Certainty, certainty, buildsOf, type ImageBuild } from './image-builds.ts';
import { inputItems } from './input-lists.ts';
import { publishersByConfiguration, publishingActions, publishingName, publishingWorkflows, type PublishingAction } from './knowledge/publishing-actions.ts';
import type { LiveJob } from './live-jobs.ts';
import type { LiveStep } from './live-steps.ts';
import { isKnown, joined, known, type Text, unknown } from './text.ts';

/** Something that pushes an image, or may. */
export type Push = {
  readonly at: Location;
  readonly job: LiveJob;
  /** Absent for a reusable workflow. */
  readonly live: LiveStep | undefined;
  /** `docker/build-push-action`, `crane push`. */
  readonly by: string;
  readonly names: readonly Text[];
  readonly certainty: Certainty;
  readonly line?: CommandLine;
  /** A script, target or workflow whose own text is not in evidence. */
  readonly unread?: true;
};

export function pushesOf(job: LiveJob): readonly Push[] {
  const pushes = job.steps.flatMap((live) => [
    ...buildsOf(live).map(pushedBuild),
    ...byAction(live),
    ...live.commands.flatMap((command) => byCommand(live, commandLine(command))),
  ]);
  return [...pushes, ...byWorkflow(job)];
}

const placed = (live: LiveStep) => ({ at: live.at, job: live.job, live });

function pushedBuild({ live, by, names, pushes, line }: ImageBuild): Push {
  const doubtful = pushes.kind === 'yes' ? doubt(live.doubt ?? guard(line)) : pushes;
  return { ...placed(live), by, names, certainty: doubtful, ...(line && { line }) };
}

const doubt = (because: string | undefined): Certainty => (because === undefined ? { kind: 'yes' } : { kind: 'perhaps', because });

/** What the script itself asks before it goes on. */
const guard = (line: CommandLine | undefined): string | undefined => (line?.command.runs === 'perhaps' ? 'a condition in the script' : undefined);

function byAction(live: LiveStep): readonly Push[] {
  const { uses } = live.step;
  if (uses?.kind === 'local') return publishingName.test(uses.path) ? [unread(live, uses.path)] : [];
  if (uses?.kind !== 'repository') return [];
  const repository = uses.repository.toLowerCase();
  if (publishersByConfiguration.has(repository)) return [unread(live, uses.repository)];
  const action = publishingActions[repository];
  return action === undefined ? [] : [{ ...placed(live), by: uses.repository, ...named(action, live.input, live.doubt) }];
}

const unreadNames = { names: [unknown('its own text')], certainty: { kind: 'perhaps', because: 'its own text' }, unread: true } as const;

const unread = (live: LiveStep, by: string, line?: CommandLine): Push => ({
  ...placed(live),
  by,
  ...unreadNames,
  ...(line && { line }),
});

function named(action: PublishingAction, input: (name: string) => Text | undefined, because: string | undefined): Pick<Push, 'names' | 'certainty'> {
  const registry = (action.registry === undefined ? undefined : input(action.registry)) ?? known(action.defaultRegistry ?? '');
  const names = action.names.flatMap((name) => inputItems(input(name)));
  const asked = action.push === undefined ? ({ kind: 'yes' } as const) : certainty(input(action.push));
  return {
    names: registry.text === '' ? names : names.map((name) => (name.text.startsWith(registry.text) ? name : joined([registry, name], '/'))),
    certainty: asked.kind === 'yes' ? doubt(because) : asked,
  };
}

function byWorkflow(job: LiveJob): readonly Push[] {
  const { calls, path } = job;
  if (calls === undefined) return [];
  const place = { at: { path, line: job.job.line }, job, live: undefined };
  const { action } = calls;
  if (action.kind !== 'repository') return [];
  const by = [action.repository, action.path].filter((part) => part !== undefined).join('/');
  const publisher = publishingWorkflows[action.repository.toLowerCase()];
  if (publisher !== undefined) return [{ ...place, by, ...named(publisher, calls.input, calls.doubt) }];
  if (!publishingName.test(by)) return [];
  return [{ ...place, by, ...unreadNames }];
}

type Reading = { readonly by: string; readonly names: readonly Text[] };

function byCommand(live: LiveStep, line: CommandLine | undefined): readonly Push[] {
  if (line === undefined) return [];
  const reading = copied(line) ?? pushed(line) ?? composed(line) ?? byKo(line);
  if (reading !== undefined) return [{ ...placed(live), ...reading, certainty: doubt(live.doubt ?? guard(line)), line }];
  return runsAnother(line) ? [unread(live, [line.program, line.operands[0]?.text ?? ''].join(' ').trim(), line)] : [];
}

/** The operand that names the target stands last. */
function pushed(line: CommandLine): Reading | undefined {
  const { program, operands } = line;
  const depth = begins(line, 'push') ? 1 : begins(line, 'image', 'push') || begins(line, 'manifest', 'push') ? 2 : 0;
  if (depth === 0 || !/^(docker|podman|nerdctl|buildah|crane|gcrane|oras|regctl)$/.test(program)) return undefined;
  const name = operands.slice(depth).at(-1);
  return { by: `${program} ${operands.slice(0, depth).map(({ text }) => text).join(' ')}`, names: name === undefined ? [] : [name] };
}

/** From registry to registry, or from a tar file. */
function copied(line: CommandLine): Reading | undefined {
  const { program, operands } = line;
  const [verb, second] = operands.map(({ text }) => text);
  const copies =
    (/^(crane|gcrane|skopeo|oras)$/.test(program) && /^(copy|cp|sync)$/.test(verb ?? '')) ||
    (program === 'regctl' && verb === 'image' && /^(copy|import)$/.test(second ?? ''));
  if (!copies) return undefined;
  const name = program === 'regctl' && second === 'import' ? operands[2] : operands.at(-1);
  return { by: `${program} ${verb ?? ''}`, names: name === undefined || operands.length < 3 ? [] : [name] };
}

/** A list of images made in the registry, a bake or compose file, kaniko. */
function composed(line: CommandLine): Reading | undefined {
  const { program } = line;
  if (program === 'docker' && begins(line, 'buildx', 'imagetools', 'create')) return { by: 'docker buildx imagetools create', names: option(line, 'tag') };
  if (program === 'executor') return { by: 'kaniko', names: option(line, 'destination') };
  const bakes = program === 'docker' && begins(line, 'buildx', 'bake') && certainty(option(line, 'push').at(-1)).kind !== 'no';
  const composes = program === 'docker' && (begins(line, 'compose', 'push') || (begins(line, 'compose', 'build') && option(line, 'push').length > 0));
  return bakes || composes ? { by: bakes ? 'docker buildx bake' : 'docker compose', names: [unknown('what its file names')] } : undefined;
}

/** https://ko.build/configuration/ */
function byKo(line: CommandLine): Reading | undefined {
  if (line.program !== 'ko' || !/^(build|publish|resolve|apply|create)$/.test(line.operands[0]?.text ?? '')) return undefined;
  const repository = line.command.variables('KO_DOCKER_REPO') ?? unknown('$KO_DOCKER_REPO');
  const stays = option(line, 'push').some(({ text }) => text === 'false') || option(line, 'local').length > 0 || option(line, 'L').length > 0;
  if (stays) return undefined;
  const bare = option(line, 'bare').some(({ text }) => text === 'true');
  return { by: 'ko build', names: [bare ? repository : joined([repository, unknown("the package's name")], '/')] };
}

/** A make target or script whose own text is not in evidence. */
function runsAnother({ program, operands, command }: CommandLine): boolean {
  if (/^(make|just|task|mage|goreleaser)$/.test(program)) return program === 'goreleaser' || operands.some(({ text }) => publishingName.test(text));
  const [first] = command.words;
  const script = /^(ba|z|da)?sh$/.test(program) ? operands[0] : first;
  return script !== undefined && isKnown(script) && /^[.\w/-]+\.(sh|bash|py)$/.test(script.text) && publishingName.test(script.text);
}
