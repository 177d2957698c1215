import { own } from '../../src/evidence/own.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { type BuildFile, dockerfileNames } from './build-files.ts';
import { begins, type CommandLine, commandLine, onlyTells, option } from './command-line.ts';
import { type Certainty, certainty, buildsOf, type ImageBuild } from './image-builds.ts';
import type { ImageSource } from './image-sources.ts';
import { inputItems } from './input-lists.ts';
import { otherName, publishersByConfiguration, publishingActions, publishingName, publishingWorkflows, type PublishingAction } from './knowledge/publishing-actions.ts';
import type { LiveJob } from './live-jobs.ts';
import type { LiveStep } from './live-steps.ts';
import { isKnown, joined, known, pieces, type Text, unknown } from './text.ts';

/** Something that pushes an image, or may. */
export type Push = {
  readonly at: Location;
  readonly job: LiveJob;
  /** Absent for a reusable workflow. */
  readonly live: LiveStep | undefined;
  /** `docker/build-push-action`, `crane push`. */
  readonly by: string;
  readonly names: readonly Text[];
  readonly source: ImageSource;
  readonly certainty: Certainty;
  readonly line?: CommandLine;
  /** A script, target or workflow whose own text is not in evidence. */
  readonly unread?: true;
};

export function pushesOf(job: LiveJob): readonly Push[] {
  const pushes = job.steps.flatMap((live) => [
    ...buildsOf(live).map(pushedBuild),
    ...byAction(live),
    ...byOtherLanguage(live),
    ...live.commands.flatMap((command) => byCommand(live, commandLine(command))),
  ]);
  return [...pushes, ...byWorkflow(job)];
}

const placed = (live: LiveStep) => ({ at: live.at, job: live.job, live });

function pushedBuild({ live, by, names, pushes, source: build, line }: ImageBuild): Push {
  const doubtful = pushes.kind === 'yes' ? doubt(live.doubt ?? line?.command.because) : pushes;
  return { ...placed(live), by, names, source: { kind: 'build', build }, certainty: doubtful, ...(line && { line }) };
}

const doubt = (because: string | undefined): Certainty => (because === undefined ? { kind: 'yes' } : { kind: 'perhaps', because });

function byAction(live: LiveStep): readonly Push[] {
  const { uses } = live.step;
  if (uses?.kind === 'local') return publishingName.test(uses.path) ? [unread(live, uses.path)] : [];
  if (uses?.kind !== 'repository') return [];
  const repository = uses.repository.toLowerCase();
  if (publishersByConfiguration.has(repository)) return [unread(live, uses.repository)];
  const action = own(publishingActions, repository);
  return action === undefined ? [] : [{ ...placed(live), by: uses.repository, ...named(action, live.job.steps, live.input, live.doubt) }];
}

/** Python that calls docker, PowerShell: nothing of it is read. */
function byOtherLanguage(live: LiveStep): readonly Push[] {
  const { shell, step } = live;
  return shell.kind === 'other' && /push|publish/i.test(step.run ?? '') ? [unread(live, `the ${shell.name} script`)] : [];
}

const hidden = { kind: 'hidden', because: 'its own text' } as const;

const unreadNames = { names: [unknown('its own text')], source: hidden, certainty: { kind: 'perhaps', because: 'its own text' }, unread: true } as const;

const unread = (live: LiveStep, by: string, line?: CommandLine): Push => ({
  ...placed(live),
  by,
  ...unreadNames,
  ...(line && { line }),
});

type Input = (name: string) => Text | undefined;

function named(action: PublishingAction, steps: readonly LiveStep[], input: Input, because: string | undefined): Pick<Push, 'names' | 'source' | 'certainty'> {
  const registry = (action.registry === undefined ? undefined : input(action.registry)) ?? known(action.defaultRegistry ?? '');
  const names = action.names.flatMap((name) => inputItems(input(name)));
  const asked = action.push === undefined ? ({ kind: 'yes' } as const) : certainty(input(action.push));
  return {
    names: registry.text === '' ? names : names.map((name) => (name.text.startsWith(registry.text) ? name : joined([registry, name], '/'))),
    source: sourceOf(action, steps, input, names[0]),
    certainty: asked.kind === 'yes' ? doubt(because) : asked,
  };
}

function sourceOf({ build: inputs, registry }: PublishingAction, steps: readonly LiveStep[], input: Input, name: Text | undefined): ImageSource {
  if (inputs === undefined) return name === undefined ? hidden : { kind: 'local', name: registry === undefined ? name : withTag(name, input('tags')) };
  const given = (key: string): Text | undefined => inputItems(input(key))[0];
  const build: BuildFile = { steps, folder: '.', context: given(inputs.context) ?? known('.'), file: given(inputs.file), target: undefined, names: dockerfileNames };
  return { kind: 'build', build };
}

/** Tags are parted by blanks. */
function withTag(name: Text, tags: Text | undefined): Text {
  const [tag] = pieces(tags ?? known(''), /\s+/);
  return tag === undefined || tag.text === '' ? name : joined([name, tag], ':');
}

function byWorkflow(job: LiveJob): readonly Push[] {
  const { calls, path } = job;
  if (calls === undefined) return [];
  const place = { at: { path, line: job.job.line }, job, live: undefined };
  const { action } = calls;
  if (action.kind !== 'repository') return [];
  const by = [action.repository, action.path].filter((part) => part !== undefined).join('/');
  const repository = action.repository.toLowerCase();
  const publisher = own(publishingWorkflows, repository);
  if (publisher !== undefined) return [{ ...place, by, ...named(publisher, [], calls.input, calls.doubt) }];
  if (!publishingName.test(by)) return [];
  return [{ ...place, by, ...unreadNames }];
}

type Reading = Pick<Push, 'by' | 'names' | 'source'>;

function byCommand(live: LiveStep, line: CommandLine | undefined): readonly Push[] {
  if (line === undefined || onlyTells(line)) return [];
  const reading = copied(line) ?? pushed(line) ?? composed(live, line) ?? byKo(line);
  if (reading !== undefined) return [{ ...placed(live), ...reading, certainty: doubt(live.doubt ?? line.command.because ?? standIn(live, line)), line }];
  return runsAnother(line) ? [unread(live, [line.program, line.operands[0]?.text ?? ''].join(' ').trim(), line)] : [];
}

/** A script of that name, which the job writes itself. Docker is there already, so nobody has to. */
function standIn({ job }: LiveStep, { program }: CommandLine): string | undefined {
  const isOne = ({ text }: Text): boolean => text.split('/').at(-1) === 'docker';
  const writes = job.steps.flatMap(({ commands }) => commands).some(({ words, redirects }) => {
    const [first, ...operands] = words;
    return redirects.some(({ operator, target }) => operator.startsWith('>') && isOne(target)) || (/^(ln|cp|mv|install|tee)$/.test(first?.text ?? '') && isOne(operands.at(-1) ?? known('')));
  });
  return program === 'docker' && writes ? 'what the docker is that the job writes' : undefined;
}

/** The operand that names the target stands last. */
function pushed(line: CommandLine): Reading | undefined {
  const { program, operands } = line;
  const depth = begins(line, 'push') ? 1 : begins(line, 'image', 'push') || begins(line, 'manifest', 'push') ? 2 : 0;
  if (depth === 0 || !/^(docker|podman|nerdctl|buildah|crane|gcrane|oras|regctl)$/.test(program)) return undefined;
  const given = operands.slice(depth);
  const [first] = given;
  const name = given.at(-1);
  const by = `${program} ${operands.slice(0, depth).map(({ text }) => text).join(' ')}`;
  // Docker takes one name; a variable may stand for options.
  if (/^(docker|nerdctl)$/.test(program) && given.length > 1 && given.every(isKnown)) return undefined;
  if (name === undefined || first === undefined) return { by, names: [], source: hidden };
  if (begins(line, 'manifest')) return { by, names: [name], source: { kind: 'hidden', because: 'what the manifest lists' } };
  if (program === 'oras') return { by, names: [first], source: { kind: 'hidden', because: 'what is in those files' } };
  return { by, names: [name], source: /crane/.test(program) ? { kind: 'file' } : { kind: 'local', name: first } };
}

/** From registry to registry, or from a tar file. */
function copied(line: CommandLine): Reading | undefined {
  const { program, operands } = line;
  const [verb, second] = operands.map(({ text }) => text);
  const copies =
    (/^(crane|gcrane|skopeo|oras)$/.test(program) && /^(copy|cp|sync)$/.test(verb ?? '')) ||
    (program === 'regctl' && verb === 'image' && /^(copy|import)$/.test(second ?? ''));
  if (!copies) return undefined;
  const imports = program === 'regctl' && second === 'import';
  const name = imports ? operands[2] : operands.at(-1);
  const from = operands[program === 'regctl' ? 2 : 1];
  const source: ImageSource = imports || from === undefined ? { kind: 'file' } : stored(from);
  return { by: `${program} ${verb ?? ''}`, names: name === undefined || operands.length < 3 ? [] : [name], source };
}

/** https://github.com/containers/image/blob/main/docs/containers-transports.5.md */
function stored(name: Text): ImageSource {
  if (/^(oci|dir|oci-archive|docker-archive|ocidir|sif|tarball):/.test(name.text)) return { kind: 'file' };
  return { kind: /^(containers-storage|docker-daemon):/.test(name.text) ? 'local' : 'registry', name };
}

/** A list of images made in the registry, a bake or compose file, kaniko. */
function composed(live: LiveStep, line: CommandLine): Reading | undefined {
  const { program, operands } = line;
  if (program === 'docker' && begins(line, 'buildx', 'imagetools', 'create')) {
    const [from] = operands.slice(3);
    const source: ImageSource = from === undefined ? { kind: 'hidden', because: 'what the list holds' } : { kind: 'registry', name: from };
    return { by: 'docker buildx imagetools create', names: option(line, 'tag'), source };
  }
  if (program === 'executor') return { by: 'kaniko', names: option(line, 'destination'), source: { kind: 'build', build: kaniko(live, line) } };
  const bakes = program === 'docker' && begins(line, 'buildx', 'bake') && certainty(option(line, 'push').at(-1)).kind !== 'no';
  const composes = program === 'docker' && (begins(line, 'compose', 'push') || (begins(line, 'compose', 'build') && option(line, 'push').length > 0));
  return bakes || composes ? { by: bakes ? 'docker buildx bake' : 'docker compose', names: [unknown('what its file names')], source: hidden } : undefined;
}

/** https://github.com/GoogleContainerTools/kaniko#kaniko-build-contexts */
function kaniko(live: LiveStep, line: CommandLine): BuildFile {
  const context = option(line, 'context').at(-1) ?? option(line, 'c').at(-1) ?? known('.');
  const folder = { text: context.text.replace(/^dir:\/\//, ''), holes: context.holes };
  return { steps: live.job.steps, folder: line.command.folder, context: folder, file: option(line, 'dockerfile').at(-1) ?? option(line, 'file').at(-1), target: option(line, 'target').at(-1), names: dockerfileNames };
}

/** https://ko.build/configuration/ */
function byKo(line: CommandLine): Reading | undefined {
  const { program, operands, command } = line;
  if (program !== 'ko' || !/^(build|publish|resolve|apply|create)$/.test(operands[0]?.text ?? '')) return undefined;
  const repository = command.variables('KO_DOCKER_REPO') ?? unknown('$KO_DOCKER_REPO');
  const stays = option(line, 'push').some(({ text }) => text === 'false') || option(line, 'local').length > 0 || option(line, 'L').length > 0;
  if (stays) return undefined;
  const bare = option(line, 'bare').some(({ text }) => text === 'true');
  const source: ImageSource = { kind: 'package', folder: operands[1], from: command.folder };
  return { by: 'ko build', names: [bare ? repository : joined([repository, unknown("the package's name")], '/')], source };
}

/** A make target or script whose own text is not in evidence. */
function runsAnother({ program, operands, command }: CommandLine): boolean {
  const isOther = ({ text }: Text): boolean => otherName.test(text) && !publishingName.test(text);
  if (program === 'goreleaser') return true;
  if (/^(make|just|task|mage)$/.test(program)) return operands.length === 0 || !operands.every(isOther);
  const [first] = command.words;
  const script = /^(ba|z|da)?sh$/.test(program) ? operands[0] : first;
  return script !== undefined && isKnown(script) && (/^[.\w/-]+\.(sh|bash|py)$/.test(script.text) || script.text.startsWith('./')) && !isOther(script);
}
