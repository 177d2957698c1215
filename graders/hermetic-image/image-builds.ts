import { once } from '../../src/grade/once.ts';
import { type BuildFile, dockerfileNames } from './build-files.ts';
import { begins, type CommandLine, commandLine, onlyTells, option } from './command-line.ts';
import { inputItems, inputLines, unquoted } from './input-lists.ts';
import type { LiveStep } from './live-steps.ts';
import { isKnown, known, pieces, type Text, unknown } from './text.ts';

/** What an image is built with, be it by an action's inputs or a command's options. */
export type ImageBuild = {
  readonly live: LiveStep;
  /** `docker/build-push-action` or `docker buildx build`. */
  readonly by: string;
  readonly names: readonly Text[];
  readonly pushes: Certainty;
  readonly labels: readonly Text[];
  readonly args: readonly Text[];
  readonly target: Text | undefined;
  /** `--provenance`, `--sbom` and `--attest` as they were given. */
  readonly attests: readonly { readonly what: 'provenance' | 'sbom' | 'attest'; readonly value: Text }[];
  readonly source: BuildFile;
  /** Absent for an action. */
  readonly line?: CommandLine;
};

/** `because` names what decides. */
export type Certainty = { readonly kind: 'yes' } | { readonly kind: 'no' } | { readonly kind: 'perhaps'; readonly because: string };

export const buildsOf = once((live: LiveStep): readonly ImageBuild[] => {
  const { uses } = live.step;
  if (uses?.kind === 'repository' && uses.repository.toLowerCase() === 'docker/build-push-action') return isOnlyCheck(live.input('call'), undefined) ? [] : [byAction(live)];
  return live.commands.flatMap((command) => {
    const line = commandLine(command);
    return line === undefined || !isBuild(line) || onlyTells(line) || isOnlyCheck(option(line, 'call').at(-1), option(line, 'check').at(-1)) ? [] : [byCommand(live, line)];
  });
});

/** `call: check` looks at the Dockerfile, and `outline` tells of it; neither builds. */
const isOnlyCheck = (call: Text | undefined, check: Text | undefined): boolean => !/^(build|)$/.test(call?.text ?? '') || (check !== undefined && check.text !== 'false');

/** https://github.com/docker/build-push-action#inputs */
function byAction(live: LiveStep): ImageBuild {
  const given = (name: string): readonly Text[] => inputItems(live.input(name));
  const attests = (['provenance', 'sbom'] as const).flatMap((what) => given(what).map((value) => ({ what, value })));
  return {
    live,
    by: 'docker/build-push-action',
    ...published(given('tags'), inputLines(live.input('outputs')), live.input('push')),
    labels: [...inputLines(live.input('labels')), ...inputLines(live.input('annotations'))],
    args: inputLines(live.input('build-args')),
    target: live.input('target'),
    source: { steps: live.job.steps, folder: '.', context: filled(live.input('context')), file: filled(live.input('file')), target: live.input('target'), names: dockerfileNames },
    attests: [...attests, ...inputLines(live.input('attests')).map((value) => ({ what: 'attest', value }) as const)],
  };
}

const filled = (text: Text | undefined): Text | undefined => (text?.text.trim() === '' ? undefined : text);

/** https://docs.docker.com/reference/cli/docker/buildx/build/ */
function byCommand(live: LiveStep, line: CommandLine): ImageBuild {
  // `"${options[@]}"` may hold anything.
  const hidden = line.operands.find(({ holes }) => holes.some((what) => /\[[@*]\]$/.test(what)));
  const attests = (['provenance', 'sbom', 'attest'] as const).flatMap((what) => option(line, what).map((value) => ({ what, value })));
  return {
    live,
    by: [line.program, ...line.operands.slice(0, begins(line, 'build') ? 1 : 2).map(({ text }) => text)].join(' '),
    ...published([...option(line, 'tag'), ...(hidden === undefined ? [] : [hidden])], option(line, 'output'), option(line, 'push').at(-1) ?? hidden),
    labels: [...option(line, 'label'), ...option(line, 'annotation')],
    args: option(line, 'build-arg'),
    target: option(line, 'target').at(-1),
    source: fileOf(live, line),
    attests,
    line,
  };
}

function fileOf(live: LiveStep, line: CommandLine): BuildFile {
  const words = begins(line, 'build') || begins(line, 'bud') ? 1 : 2;
  const names = /^(podman|buildah)$/.test(line.program) ? ['Containerfile', ...dockerfileNames] : dockerfileNames;
  // Docker asks for one, so that where none is seen it was taken for an option's value.
  const context = line.operands.slice(words).at(-1) ?? (names.length > 2 ? known('.') : unknown('its context'));
  return { steps: live.job.steps, folder: line.command.folder, context, file: option(line, 'file').at(-1), target: option(line, 'target').at(-1), names };
}

const isBuild = (line: CommandLine): boolean =>
  /^(docker|podman|nerdctl|buildah|buildx)$/.test(line.program) &&
  (begins(line, 'build') || begins(line, 'bud') || begins(line, 'buildx', 'build') || begins(line, 'image', 'build') || begins(line, 'builder', 'build'));

function published(tags: readonly Text[], outputs: readonly Text[], push: Text | undefined): Pick<ImageBuild, 'names' | 'pushes'> {
  const fields = outputs.flatMap((output) => pieces(output, /,/)).map(unquoted);
  const names = fields.filter(({ text }) => text.startsWith('name=')).map(({ text, holes }) => ({ text: text.slice('name='.length), holes }));
  const byOutput = fields.some(({ text }) => text === 'type=registry' || text === 'push=true');
  return { names: [...tags, ...names], pushes: byOutput ? { kind: 'yes' } : certainty(push) };
}

export function certainty(text: Text | undefined): Certainty {
  if (text === undefined) return { kind: 'no' };
  if (!isKnown(text)) return { kind: 'perhaps', because: text.holes.join(' and ') };
  return { kind: text.text.trim().toLowerCase() === 'true' ? 'yes' : 'no' };
}
