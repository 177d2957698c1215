import { type BuildFile, dockerfileNames } from './build-files.ts';
import { begins, type CommandLine, commandLine, onlyTells, option } from './command-line.ts';
import { buildsOf } from './image-builds.ts';
import { inputItems } from './input-lists.ts';
import { quietActions, quietPrograms } from './knowledge/quiet.ts';
import type { LiveJob } from './live-jobs.ts';
import type { LiveStep } from './live-steps.ts';
import { joined, known, pieces, type Text } from './text.ts';

/** Where a push takes the image from. */
export type ImageSource =
  | { readonly kind: 'build'; readonly build: BuildFile }
  /** An image that the machine holds. */
  | { readonly kind: 'local'; readonly name: Text }
  /** An image of a registry. */
  | { readonly kind: 'registry'; readonly name: Text }
  /** A tar file or a layout. */
  | { readonly kind: 'file' }
  /** A folder of Go's source. */
  | { readonly kind: 'package'; readonly folder: Text | undefined; readonly from: string | undefined }
  /** Its own text decides. */
  | { readonly kind: 'hidden'; readonly because: string };

/** What puts an image onto the machine; without a name, it may be any. */
export type Maker = { readonly names: readonly Text[] | undefined; readonly source: ImageSource };

/** In order. */
export const makersOf = ({ steps }: LiveJob): readonly Maker[] => steps.flatMap((live) => [...built(live), ...byAction(live), ...live.commands.flatMap((command) => byCommand(live, commandLine(command)))]);

const built = (live: LiveStep): readonly Maker[] => buildsOf(live).map(({ names, source }) => ({ names: names.length === 0 ? undefined : names, source: { kind: 'build', build: source } }));

/** Actions that may build or load anything; https://github.com/redhat-actions/buildah-build#action-inputs */
function byAction(live: LiveStep): readonly Maker[] {
  const { uses, run } = live.step;
  if (uses === undefined) return live.shell.kind === 'other' && run !== undefined ? [anything(`what ${live.shell.name} runs`)] : [];
  if (uses.kind !== 'repository') return [anything(uses.kind === 'local' ? `what ${uses.path} does` : 'what a container does')];
  const repository = uses.repository.toLowerCase();
  if (repository !== 'redhat-actions/buildah-build') return quietActions.has(repository) ? [] : [anything(`what ${uses.repository} does`)];
  const image = live.input('image') ?? known('');
  const tags = pieces(live.input('tags') ?? known(''), /\s+/).filter(({ text }) => text !== '');
  const names = tags.map((tag) => (tag.text.includes('/') || tag.text.includes(':') ? tag : joined([image, tag], ':')));
  const file = inputItems(live.input('containerfiles') ?? live.input('dockerfiles'))[0];
  const context = live.input('context') ?? known('.');
  const build: BuildFile = { steps: live.job.steps, folder: '.', context, file, target: undefined, names: ['Containerfile', 'Dockerfile'] };
  const source: ImageSource = file === undefined ? { kind: 'hidden', because: 'what buildah builds' } : { kind: 'build', build };
  return [{ names: names.length > 0 ? names : [joined([image, known('latest')], ':')], source }];
}

const anything = (because: string): Maker => ({ names: undefined, source: { kind: 'hidden', because } });

const engines = /^(docker|podman|nerdctl|buildah)$/;

function byCommand(live: LiveStep, line: CommandLine | undefined): readonly Maker[] {
  if (line === undefined || onlyTells(line)) return [];
  const { program, operands } = line;
  if (program === 'buildctl') return [{ names: undefined, source: { kind: 'build', build: buildctl(live, line) } }];
  if (!engines.test(program)) return quietPrograms.has(program) || program === '' ? [] : [anything(`what ${program} does`)];
  const rest = operands.slice(begins(line, 'image') ? 1 : 0);
  const [verb, first, second] = rest;
  switch (verb?.text) {
    case 'tag':
      return first === undefined || second === undefined ? [] : [{ names: rest.slice(2), source: localOf(first) }];
    case 'pull':
      return first === undefined ? [] : [{ names: [first], source: { kind: 'registry', name: first } }];
    case 'load':
    case 'import':
      return [{ names: undefined, source: { kind: 'file' } }];
    case 'commit':
      return [{ names: rest.slice(2), source: { kind: 'hidden', because: `what ${program} commit takes` } }];
    case 'compose':
    case 'run':
    case 'exec':
    case 'stack':
      return [anything(`what ${program} ${verb.text} does`)];
    default:
      return begins(line, 'buildx', 'bake') ? [anything('what its file names')] : [];
  }
}

/** https://github.com/moby/buildkit#building-a-dockerfile-with-buildctl */
function buildctl({ job }: LiveStep, line: CommandLine): BuildFile {
  const given = (name: string): Text | undefined => {
    const found = [...line.operands, ...option(line, 'local'), ...option(line, 'opt')].findLast(({ text }) => text.startsWith(`${name}=`));
    return found && { text: found.text.slice(name.length + 1), holes: found.holes };
  };
  const [folder, name] = [given('dockerfile'), given('filename') ?? known('Dockerfile')];
  const file = folder && joined([folder, name], '/');
  return { steps: job.steps, folder: line.command.folder, context: given('context') ?? known('.'), file: file ?? name, target: given('target'), names: dockerfileNames };
}

const localOf = (name: Text): ImageSource => ({ kind: 'local', name });
