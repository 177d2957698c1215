import { open, type Value, valueOf } from './expression-value.ts';
import { inputItems, inputLines } from './input-lists.ts';
import type { LiveStep } from './live-steps.ts';
import { quietPrograms } from './knowledge/quiet.ts';
import { printedBy } from './shell-output.ts';
import { hole, joined, known, pieces, type Text, unknown } from './text.ts';

/** What `steps.<id>.outputs.<name>` holds: of the actions that name images, of scripts that write it down, else unknown. */
export function outputOf(live: LiveStep, name: string): Value {
  const what = `steps.${live.step.id ?? ''}.outputs.${name}`;
  const action = live.step.uses?.kind === 'repository' ? live.step.uses.repository.toLowerCase() : '';
  if (action === 'docker/metadata-action') return valueOf(metadata(live, name) ?? unknown(what));
  if (action === 'aws-actions/amazon-ecr-login' && name === 'registry') return valueOf(registryOf(live));
  if (action === 'redhat-actions/buildah-build' && (name === 'image' || name === 'tags')) return valueOf(live.input(name) ?? known(''));
  const value = written(live, 'GITHUB_OUTPUT').get(name);
  if (value !== undefined) return valueOf(value);
  return writesNothing(live) ? valueOf(known('')) : open(what);
}

/** Its script doesn't name the file, and runs nothing that may know it. */
const writesNothing = ({ step: { run }, shell, commands }: LiveStep): boolean =>
  run !== undefined && shell.kind === 'shell' && !run.includes('GITHUB_OUTPUT') && commands.every(({ words }) => quietPrograms.has(words[0]?.text ?? ''));

/** Names and values that a script appends to one of GitHub's files. */
export function written(live: LiveStep, file: 'GITHUB_ENV' | 'GITHUB_OUTPUT'): ReadonlyMap<string, Text> {
  const found = new Map<string, Text>();
  if (live.step.run?.includes(file) !== true) return found;
  const handedOn = new Set(live.commands.map(({ input }) => input));
  for (const command of live.commands.filter((each) => !handedOn.has(each))) {
    for (const line of pieces(printedBy(command) ?? known(''), /\r?\n/)) {
      const [, name] = /^([A-Za-z_][A-Za-z0-9_-]*)=/.exec(line.text) ?? [];
      if (name === undefined) continue;
      const value = { text: line.text.slice(name.length + 1), holes: line.holes };
      const before = found.get(name);
      const isSure = command.runs === 'always' || before === undefined || before.text === value.text;
      found.set(name, isSure ? value : unknown(`$${name}`));
    }
  }
  return found;
}

/** https://github.com/docker/metadata-action#outputs */
function metadata(live: LiveStep, name: string): Text | undefined {
  if (name === 'tags') return joined(imagesOf(live).map((image) => joined([image, known(':'), unknown('a tag')])), '\n');
  if (name !== 'labels' && name !== 'annotations') return undefined;
  const own = live.input(name) ?? known('');
  const made = ['source', 'revision', 'licenses', 'version', 'created'].map((key) => `org.opencontainers.image.${key}=${hole}`);
  return joined([{ text: made.join('\n'), holes: made.map(() => 'the repository') }, own], '\n');
}

/** An image may be given as `name=…,enable=…`. */
function imagesOf(live: LiveStep): readonly Text[] {
  return inputLines(live.input('images')).flatMap((line) => {
    const fields = inputItems(line);
    if (fields.some(({ text }) => text === 'enable=false')) return [];
    const named = fields.find(({ text }) => text.startsWith('name='));
    return named === undefined ? fields : [{ text: named.text.slice('name='.length), holes: named.holes }];
  });
}

/** https://github.com/aws-actions/amazon-ecr-login#outputs */
function registryOf(live: LiveStep): Text {
  if (live.input('registry-type')?.text === 'public') return known('public.ecr.aws');
  return { text: `${hole}.dkr.ecr.${hole}.amazonaws.com`, holes: ['the AWS account', 'the AWS region'] };
}
