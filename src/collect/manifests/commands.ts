import { posix } from 'node:path';
import type { Location } from '../../evidence/observation.ts';
import type { Submission } from '../../submission/submission.ts';

/** `kubectl apply -f k8s/ -n docc` in a script: what it applies, by paths in the submission. */
export type KubectlCommand = {
  readonly paths: readonly string[];
  readonly kustomize: boolean;
  /** Of folders, those below them too. */
  readonly recursive: boolean;
  /** It applies more, which can't be read: a variable, a pattern. */
  readonly unread: boolean;
  readonly namespace?: string;
  readonly at: Location;
  readonly words: string;
};

const scripts = /(?:^|\/)(?:Makefile|makefile|GNUmakefile|justfile|Justfile|Taskfile\.ya?ml|Jenkinsfile|\.gitlab-ci\.ya?ml|[^/]+\.(?:sh|bash|mk))$|^\.github\/workflows\/[^/]+\.ya?ml$|^\.circleci\/config\.ya?ml$/;
const maxScriptBytes = 256 * 1024;

/** In workflows, Makefiles and scripts; with `cd` and working directories not followed, a path may also be relative to any folder above. */
export function kubectlCommands({ files }: Submission): readonly KubectlCommand[] {
  const known = files.map(({ path }) => path);
  return files.flatMap((file) => {
    const { path } = file;
    if (!scripts.test(path) || file.bytes.length > maxScriptBytes) return [];
    const text = new TextDecoder().decode(file.bytes);
    return text.includes('kubectl') ? commandsIn(path, text, known) : [];
  });
}

function commandsIn(path: string, text: string, known: readonly string[]): readonly KubectlCommand[] {
  const found: KubectlCommand[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (!line.includes('kubectl')) continue;
    const rest = lines.slice(index, index + 10);
    const end = rest.findIndex((each) => !each.trimEnd().endsWith('\\'));
    const joined = rest.slice(0, end === -1 ? rest.length : end + 1).map((each) => each.trimEnd().replace(/\\$/, ' ')).join('');
    if (joined.trimStart().startsWith('#')) continue;
    for (const part of joined.slice(0, 4_000).split(/&&|\|\||[;|]/)) {
      const command = commandOf(part, { path, line: index + 1 }, known);
      if (command !== undefined) found.push(command);
    }
  }
  return found;
}

function commandOf(part: string, at: Location, known: readonly string[]): KubectlCommand | undefined {
  const words = part.trim().split(/\s+/).map((word) => word.replaceAll(/^["']|["']$/g, ''));
  const start = words.findIndex((word) => word === 'kubectl' || word.endsWith('/kubectl'));
  if (start === -1 || !words.slice(start).some((word) => ['apply', 'create', 'replace'].includes(word))) return undefined;
  const given = words.slice(start + 1);
  // What is only tried is applied by nobody, unless it is printed for another command.
  if (given.some((word) => /^--dry-run(?:=(?:client|server))?$/.test(word)) && !/^(?:yaml|json)$/.test(optionsOf(given, ['-o', '--output'])[0] ?? '')) return undefined;
  const files = optionsOf(given, ['-f', '--filename']);
  const folders = optionsOf(given, ['-k', '--kustomize']);
  const namespace = optionsOf(given, ['-n', '--namespace'])[0];
  const places = [...files, ...folders].filter((each) => each !== '-' && !each.includes('://')).map((each) => placesOf(each, at.path, known));
  if (places.length === 0) return undefined;
  const paths = places.flat();
  const recursive = given.some((word) => ['-R', '--recursive', '--recursive=true'].includes(word));
  const isLiteral = namespace !== undefined && /^[a-z0-9-]+$/.test(namespace);
  return { paths, kustomize: folders.length > 0, recursive, unread: places.some((each) => each.length === 0), ...(isLiteral && { namespace }), at, words: words.slice(start).join(' ').slice(0, 200).toWellFormed() };
}

/** `-n x`, `-n=x`, `--namespace x` and `--namespace=x`; also each of `-f a,b`. */
function optionsOf(words: readonly string[], names: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const [name = '', ...value] = word.split('=');
    if (!names.includes(name)) return [];
    return (value.length > 0 ? value.join('=') : (words[index + 1] ?? '')).split(',').filter((each) => each !== '' && !each.startsWith('-'));
  });
}

/** As the submission's root sees it, or else the script's own folder; nothing where neither has it. */
function placesOf(written: string, script: string, known: readonly string[]): readonly string[] {
  const folders = ['.', posix.dirname(script)];
  const places = folders.map((folder) => posix.normalize(posix.join(folder, written)).replace(/\/$/, ''));
  return places.filter((place) => place === '.' || known.some((path) => path === place || path.startsWith(`${place}/`))).slice(0, 1);
}
