import type { ManifestsFacts } from '../collect/manifests/section.ts';
import type { Value } from '../collect/terraform/section.ts';
import type { Step, WorkflowFacts } from '../collect/workflow/section.ts';
import type { Location } from '../evidence/observation.ts';
import type { NamedCode } from './namespaces.ts';

/** `kubectl create namespace` and `kubectl label namespace` in the scripts of workflows, in Makefiles and others. */
export function namespaceCommands({ files, actions }: WorkflowFacts, { namespaceCommands: others = [] }: ManifestsFacts): readonly NamedCode[] {
  const ofFiles = files.flatMap(({ path, jobs }) => jobs.flatMap(({ steps }) => steps.flatMap((step) => ofStep(path, step))));
  return [...ofFiles, ...actions.flatMap(({ path, steps }) => steps.flatMap((step) => ofStep(path, step))), ...others.flatMap(({ text, at }) => commandsIn(text, at))];
}

function ofStep(path: string, { run = '', runLine, line }: Step): readonly NamedCode[] {
  return folded(run).flatMap(({ text, from }) => commandsIn(text, { path, line: (runLine ?? line) + from }));
}

const commandsIn = (text: string, at: Location): readonly NamedCode[] => text.split(/&&|\|\||[;|]/).flatMap((command) => ofCommand(command, at));

/** Lines that end in a backslash go on in the next; `from` is where each began. */
function folded(script: string): readonly { readonly text: string; readonly from: number }[] {
  const all: { readonly text: string; readonly from: number }[] = [];
  let begun: { readonly text: string; readonly from: number } | undefined;
  for (const [index, line] of script.split('\n').entries()) {
    const goesOn = line.endsWith('\\');
    const text = `${begun?.text ?? ''}${goesOn ? line.slice(0, -1) : line}`;
    const whole = { text, from: begun?.from ?? index };
    if (!goesOn) all.push(whole);
    begun = goesOn ? whole : undefined;
  }
  return begun === undefined ? all : [...all, begun];
}

function ofCommand(command: string, at: Location): readonly NamedCode[] {
  const [program, verb, kind, ...rest] = command.trim().split(/\s+/).filter((word) => !word.startsWith('-'));
  if (program !== 'kubectl' || kind === undefined || !['namespace', 'namespaces', 'ns'].includes(kind)) return [];
  const [name, ...labels] = rest.map(bare);
  if (name === undefined || (verb !== 'create' && verb !== 'label')) return [];
  const common = { by: `kubectl ${verb} namespace`, at, manifest: undefined, name: valueOf(name) };
  return verb === 'create' ? [{ ...common, makes: 'yes', labels: undefined }] : [{ ...common, makes: 'no', labels: labelsOf(labels) }];
}

const bare = (word: string): string => word.replaceAll(/["']/g, '');

/** What a shell or GitHub puts in is unknown. */
const valueOf = (word: string): Value => (/[$`{]/.test(word) ? { unknown: true, refs: [{ to: word }] } : { known: word });

function labelsOf(words: readonly string[]): Value {
  const pairs = words.flatMap((word) => {
    const equals = word.indexOf('=');
    return equals > 0 ? [[word.slice(0, equals), valueOf(word.slice(equals + 1))] as const] : [];
  });
  return { object: Object.fromEntries(pairs) };
}
