import { type ImageConfig, environmentOf, shown } from './config.ts';
import { readElf } from './elf.ts';
import { readGoBuild } from './go-build-info.ts';
import { limits } from './limits.ts';
import { type File, type Folder, lookUp } from './merged.ts';
import type { ImageProgram } from './section.ts';

/** What the image starts, as far as its files tell; `found` has bytes to look at. */
export type Started =
  | { readonly kind: 'known'; readonly program: ImageProgram }
  | { readonly kind: 'found'; readonly path: string; readonly file: File };

/** Where container runtimes look without a PATH. */
const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The first word of ENTRYPOINT, else of CMD. */
export const startedWord = ({ config }: Pick<ImageConfig, 'config'>): string => (config.Entrypoint.length > 0 ? config.Entrypoint : config.Cmd)[0] ?? '';

/** Whether an entry of that name could be what is started: links may still lead elsewhere. */
export function mayStart(config: Pick<ImageConfig, 'config'>): (name: string) => boolean {
  const word = startedWord(config);
  const name = word.slice(word.lastIndexOf('/') + 1);
  return (entry) => name !== '' && (entry === name || entry.endsWith(`/${name}`));
}

/** Found as a container runtime finds it. */
export function startedBy({ config }: Pick<ImageConfig, 'config'>, root: Folder): Started {
  const word = startedWord({ config });
  if (word === '') return { kind: 'known', program: { kind: 'none' } };
  for (const path of pathsOf(word, { config })) {
    const found = lookUp(root, path.split('/'));
    if (found?.node.kind === 'file') return { kind: 'found', path: `/${found.place.join('/')}`, file: found.node };
  }
  return { kind: 'known', program: { kind: 'missing', path: shown(word, limits.path) } };
}

function pathsOf(word: string, { config }: Pick<ImageConfig, 'config'>): readonly string[] {
  if (word.length > limits.path) return [];
  if (word.startsWith('/')) return [word];
  const { WorkingDir: folder } = config;
  if (word.includes('/')) return [`${folder ?? ''}/${word}`];
  const path = environmentOf({ config }).findLast(({ name }) => name === 'PATH')?.value ?? usualPath;
  return path.split(':').slice(0, mostFolders).map((each) => `${each}/${word}`);
}

const mostFolders = 100;

/** `bytes`: undefined where there are more than are read. */
export function programOf(path: string, file: File, bytes: Buffer | undefined): ImageProgram {
  const at = shown(path, limits.path);
  if (bytes === undefined) return { kind: 'other', path: at };
  const elf = readElf(bytes);
  if (elf !== undefined) {
    const go = readGoBuild(bytes, elf);
    return { kind: 'elf', path: at, bytes: file.bytes, machine: elf.machine, linkage: elf.linkage, ...(go !== undefined && { go }) };
  }
  const [, interpreter] = /^#![ \t]*([^\s]+)/.exec(bytes.toString('latin1', 0, 256)) ?? [];
  return interpreter === undefined ? { kind: 'other', path: at } : { kind: 'script', path: at, interpreter: shown(interpreter) };
}
