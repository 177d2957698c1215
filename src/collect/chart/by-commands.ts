import { simpleCommands } from '../dockerfile/shellscript.ts';
import type { Unknowns } from '../manifests/unknowns.ts';
import type { ChartSource } from './charts.ts';
import { type Declared, isMarked, type Setting } from './declared.ts';
import { expanded, type Expansion } from './expansion.ts';
import { type Files, folderOf, nameOf, resolved, textAt } from './files.ts';
import type { Script } from './scripts.ts';
import type { ForeignRelease } from './section.ts';

/** Characters. */
const largestValues = 64 * 1024;

export type ByCommand = Declared & { readonly isTrial: boolean };

type Context = { readonly files: Files; readonly charts: readonly ChartSource[]; readonly unknowns: Unknowns };

/** Releases that `helm upgrade`, `helm install`, and `helm template` for `kubectl apply` make of charts in the submission. */
export const releasedByCommands = (scripts: readonly Script[], context: Context): readonly ByCommand[] =>
  scripts.flatMap((script) => callsIn(script, context)).flatMap(({ call, place }) => {
    const declared = declaredOf(call, place);
    return declared === undefined ? [] : [{ ...declared, isTrial: place.script.isTrial }];
  });

/** Those that the same commands make of charts from elsewhere, trials left out. */
export const foreignByCommands = (scripts: readonly Script[], context: Context): readonly ForeignRelease[] =>
  scripts.filter(({ isTrial }) => !isTrial).flatMap((script) => callsIn(script, context)).flatMap(({ call, place }) => foreignOf(call, place));

type Called = { readonly call: Call; readonly place: Place };

function callsIn(script: Script, context: Context): readonly Called[] {
  const commands = simpleCommands(script.text);
  const variables = new Map(script.variables);
  let folder = script.folder;
  return commands.flatMap((command): readonly Called[] => {
    const at = { path: script.path, line: script.line + command.line };
    const expansion: Expansion = { variables, unknowns: context.unknowns, at };
    for (const [name, value] of assignments(command.words)) variables.set(name, value.includes(name) ? expanded(value, expansion) : value);
    const words = helmWords(command.words);
    if (words === undefined) {
      folder = movedTo(command.words, folder, expansion) ?? folder;
      return [];
    }
    const applied = commands.some((other) => other.line === command.line && other.words.some((word) => nameOf(word) === 'kubectl') && other.words.includes('apply'));
    const call = callOf(words.map((word) => expanded(word, expansion)), applied);
    return call === undefined ? [] : [{ call, place: { ...context, script, folder, expansion } }];
  });
}

/** `TAG=1.2.0 helm …`, `export TAG=1.2.0`. */
function assignments(words: readonly string[]): readonly (readonly [string, string])[] {
  const from = words[0] === 'export' || words[0] === 'local' || words[0] === 'readonly' ? words.slice(1) : words;
  const end = from.findIndex((word) => !/^[A-Za-z_]\w{0,60}=/.test(word));
  return from.slice(0, end === -1 ? from.length : end).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
}

/** What follows `helm`, however it is called: `/usr/local/bin/helm`, `$(HELM)`, `sudo helm`. */
function helmWords(words: readonly string[]): readonly string[] | undefined {
  const [first = ''] = words;
  if (first === 'echo' || first === 'printf') return undefined;
  const at = words.findIndex((word) => nameOf(word) === 'helm' || /^\$[({]?HELM[)}]?$/i.test(word));
  return at === -1 ? undefined : words.slice(at + 1);
}

function movedTo([program, to]: readonly string[], folder: string, expansion: Expansion): string | undefined {
  if ((program !== 'cd' && program !== 'pushd') || to === undefined) return undefined;
  const place = expanded(to, expansion);
  return isMarked(place) ? '.' : resolved(folder, place);
}

type Call = { readonly positional: readonly string[]; readonly flags: readonly (readonly [name: string, value: string])[]; readonly words: readonly string[] };

/** Flags of `helm` that take a value; all others stand alone. */
const withValue = new Set(
  ['-f', '--values', '--set', '--set-string', '--set-json', '--set-literal', '--set-file', '-n', '--namespace', '--version', '--timeout', '--kube-context', '--kubeconfig']
    .concat(['--kube-token', '--kube-apiserver', '--repo', '--username', '--password', '--ca-file', '--cert-file', '--key-file', '--keyring', '--history-max', '--description'])
    .concat(['--post-renderer', '--post-renderer-args', '--api-versions', '-a', '--kube-version', '--name-template', '--labels', '-l', '--registry-config', '--repository-config', '--repository-cache', '-s', '--show-only']),
);

function callOf(words: readonly string[], applied: boolean): Call | undefined {
  const positional: string[] = [];
  const flags: (readonly [string, string])[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (/^\d?[<>]/.test(word)) break;
    if (!word.startsWith('-')) positional.push(word);
    else if (word.startsWith('--') && word.includes('=')) flags.push([word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
    else flags.push([word, withValue.has(word) ? (words[(at += 1)] ?? '') : '']);
  }
  // `helm secrets upgrade …` gives the rest to Helm.
  const own = positional[0] === 'secrets' ? positional.slice(1) : positional;
  const verb = own[0] ?? '';
  const deploys = verb === 'upgrade' || verb === 'install' || (verb === 'template' && applied);
  const dry = flags.some(([name, value]) => name === '--dry-run' && value !== 'none' && value !== 'false');
  return deploys && !dry ? { positional: own.slice(1), flags, words } : undefined;
}

type Place = Context & { readonly script: Script; readonly folder: string; readonly expansion: Expansion };

function declaredOf(call: Call, place: Place): Declared | undefined {
  const [first = '', second] = call.positional;
  const { charts, files, unknowns, expansion } = place;
  const written = second ?? first;
  const chart = foldersFor(place).flatMap((folder) => charts.filter(({ path }) => path === resolved(folder, written)))[0];
  if (chart === undefined) return undefined;
  const namespace = valuesOf(call, ['-n', '--namespace']).at(-1);
  const given = valuesOf(call, ['-f', '--values']).flatMap((value) => value.split(',')).filter((value) => value !== '');
  const found = given.map((value) => ({ value, path: fileFor(value, place) }));
  const lacking = found.filter(({ path }) => path === undefined);
  const missing = lacking.find(({ value }) => isPlain(value));
  const settings = call.flags.flatMap(([name, value]) => settingOf(name, value, place));
  return {
    chart: chart.path,
    name: second === undefined ? unknowns.mark(['--generate-name'], expansion.at) : first,
    ...(namespace !== undefined && namespace !== '' && { namespace }),
    createsNamespace: call.flags.some(([name, value]) => name === '--create-namespace' && value !== 'false'),
    by: { kind: 'command', command: shown(call.words), at: { path: place.script.path, line: expansion.at.line ?? 1 } },
    valueFiles: found.flatMap(({ path }) => path ?? []),
    values: [],
    settings: settings.filter(({ flag, text }) => flag !== '--set-file' || files.has(text.slice(text.indexOf('=') + 1))),
    open: lacking.length > 0,
    ...(missing !== undefined && { skipped: `its values file ${missing.value} is not in the submission` }),
    ...(call.flags.some(([name]) => name === '--post-renderer') && { skipped: 'a post-renderer changes what it renders' }),
  };
}

function foreignOf(call: Call, place: Place): readonly ForeignRelease[] {
  const [first = '', second] = call.positional;
  const written = second ?? first;
  const isHere = /^\.{0,2}\//.test(written) || foldersFor(place).some((folder) => place.charts.some(({ path }) => path === resolved(folder, written)));
  if (isHere || written === '' || isMarked(written)) return [];
  const [repository, version, namespace] = [['--repo'], ['--version'], ['-n', '--namespace']].map((names) => valuesOf(call, names).at(-1));
  const given = valuesOf(call, ['-f', '--values']).flatMap((value) => value.split(',')).filter((value) => value !== '');
  const texts = given.map((value) => textAt(place.files, fileFor(value, place) ?? ''));
  const settings = call.flags.filter(([name, value]) => name.startsWith('--set') && value.includes('=')).map(([, value]) => ({ name: value.slice(0, value.indexOf('=')), value: value.slice(value.indexOf('=') + 1) }));
  const at = { path: place.script.path, line: place.expansion.at.line ?? 1 };
  return [{
    chart: written.slice(0, 300),
    ...(repository !== undefined && { repository }),
    ...(version !== undefined && { version }),
    name: second === undefined ? '' : first.slice(0, 300),
    ...(namespace !== undefined && { namespace }),
    createsNamespace: call.flags.some(([name, value]) => name === '--create-namespace' && value !== 'false'),
    command: shown(call.words),
    at,
    values: texts.flatMap((text) => (text === undefined || text.length > largestValues ? [] : [text])),
    settings: settings.filter(({ value }) => !isMarked(value)),
    open: texts.some((text) => text === undefined || text.length > largestValues) || settings.some(({ value }) => isMarked(value)),
  }];
}

/** A path as it stands: nothing that a shell or somebody's secret store makes. */
const isPlain = (value: string): boolean => !isMarked(value) && /^[\w./-]+$/.test(value) && value !== '-' && !value.startsWith('/');

const valuesOf = (call: Call, names: readonly string[]): readonly string[] => call.flags.flatMap(([name, value]) => (names.includes(name) ? [value] : []));

/** Where it says that it runs; else the submission's root, or the script's own folder. */
const foldersFor = ({ script, folder }: Place): readonly string[] => [...new Set([folder, '.', folderOf(script.path)])];

function fileFor(written: string, place: Place): string | undefined {
  return foldersFor(place).flatMap((folder) => resolved(folder, written) ?? []).find((path) => place.files.has(path));
}

const flags = ['--set', '--set-string', '--set-json', '--set-literal', '--set-file'] as const;

function settingOf(name: string, value: string, place: Place): readonly Setting[] {
  const flag = flags.find((each) => each === name);
  if (flag === undefined || value === '') return [];
  if (flag !== '--set-file') return [{ flag, text: value }];
  const cut = value.indexOf('=') + 1;
  return [{ flag, text: value.slice(0, cut) + (fileFor(value.slice(cut), place) ?? '') }];
}

const shown = (words: readonly string[]): string => `helm ${words.join(' ')}`.slice(0, 200).toWellFormed();
