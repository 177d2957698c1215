import type { App, Instruction, ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';
import { folderOf, nameOf, pathIn } from './image-paths.ts';
import { rootOf } from './stages.ts';
import { toolchainImages } from './knowledge/toolchains.ts';

/** What holds where an instruction begins, or where a stage ends. */
export type Setting = {
  /** WORKDIR; undefined where files can't tell it. */
  readonly folder: string | undefined;
  /** Arguments and environment as far as they are known. */
  readonly values: ReadonlyMap<string, string>;
};

export type Steps = {
  /** By the stage's instructions. */
  readonly settings: readonly Setting[];
  readonly end: Setting;
};

/** https://docs.docker.com/build/building/variables/#multi-platform-build-arguments, on the platform that docc grades. */
const platform = {
  TARGETPLATFORM: 'linux/amd64', TARGETOS: 'linux', TARGETARCH: 'amd64', TARGETVARIANT: '',
  BUILDPLATFORM: 'linux/amd64', BUILDOS: 'linux', BUILDARCH: 'amd64', BUILDVARIANT: '',
};

export const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Follows WORKDIR, ARG and ENV through every stage. */
export function stepsOf(file: ParsedDockerfile, { buildArgs }: App): ReadonlyMap<Stage, Steps> {
  const given = new Map(buildArgs.map(({ name, value }) => [name, value]));
  const globals = new Map<string, string>(Object.entries(platform));
  for (const { name, value } of file.globals) set(globals, name, given.has(name) ? given.get(name) : value);
  const found = new Map<Stage, Steps>();
  for (const stage of file.stages) {
    const below = stage.base.kind === 'stage' ? file.stages[stage.base.index] : undefined;
    const start = (below && found.get(below)?.end) ?? startOf(file, stage);
    found.set(stage, follow(stage, start, { given, globals }));
  }
  return found;
}

/** What images people build on say of their own. https://github.com/docker-library/golang, https://github.com/GoogleContainerTools/distroless */
function startOf(file: ParsedDockerfile, stage: Stage): Setting {
  const base = rootOf(file, stage);
  const name = base.kind === 'image' ? base.name : '';
  if (toolchainImages.has(nameOf(name))) {
    return { folder: '/go', values: new Map([['GOPATH', '/go'], ['PATH', `/go/bin:/usr/local/go/bin:${usualPath}`], ['HOME', '/root']]) };
  }
  const home = /distroless/.test(name) && base.kind === 'image' && base.tag?.includes('nonroot') === true ? '/home/nonroot' : '/';
  return { folder: home, values: new Map([['PATH', usualPath]]) };
}

type Known = { readonly given: ReadonlyMap<string, string | undefined>; readonly globals: ReadonlyMap<string, string> };

function follow({ instructions }: Stage, start: Setting, known: Known): Steps {
  const settings: Setting[] = [];
  let now = start;
  for (const instruction of instructions) {
    settings.push(now);
    now = after(instruction, now, known);
  }
  return { settings, end: now };
}

function after({ keyword, text, pairs }: Instruction, now: Setting, { given, globals }: Known): Setting {
  if (keyword === 'WORKDIR') {
    const written = filledIn(text, now.values);
    const folder = written === undefined ? undefined : written.startsWith('/') ? pathIn('/', written) : now.folder && pathIn(now.folder, written);
    return { ...now, folder };
  }
  if (keyword !== 'ARG' && keyword !== 'ENV') return now;
  const values = new Map(now.values);
  for (const { name, value } of pairs) {
    const written = keyword === 'ARG' && given.has(name) ? given.get(name) : (value ?? (keyword === 'ARG' ? globals.get(name) : undefined));
    set(values, name, written === undefined ? undefined : filledIn(written, now.values));
  }
  return { ...now, values };
}

function set(values: Map<string, string>, name: string, value: string | undefined): void {
  if (value === undefined) values.delete(name);
  else values.set(name, value.slice(0, longest));
}

const longest = 4096;

/** A word of an instruction with its variables put in; undefined where one isn't known. */
export function filledIn(word: string, values: ReadonlyMap<string, string>): string | undefined {
  let open = false;
  const text = word.replaceAll(/\\(.)|["']|\$\{(\w+)(?::?-([^}$]*))?\}|\$(\w+)/g, (_, escaped?: string, braced?: string, otherwise?: string, plain?: string) => {
    const name = braced ?? plain;
    if (name === undefined) return escaped ?? '';
    const value = values.get(name) ?? otherwise;
    open ||= value === undefined;
    return value ?? '';
  });
  return open || text.includes('$') ? undefined : text;
}

/** Where a program stands that is called by its name. */
export function placesOf(program: string, { folder, values }: Setting): readonly string[] {
  if (program.includes('/')) return program.startsWith('/') || folder !== undefined ? aliases(pathIn(folder ?? '/', program)) : [];
  const folders = (values.get('PATH') ?? usualPath).split(':').filter((each) => each.startsWith('/'));
  return [...new Set(folders.flatMap((each) => aliases(pathIn(each, program))))];
}

/** In the usual distributions `/bin` is a link to `/usr/bin`, or the other way. */
function aliases(path: string): readonly string[] {
  const [, usr = '', folder = ''] = /^(\/usr)?(\/s?bin)$/.exec(folderOf(path)) ?? [];
  if (folder === '') return [path];
  return [path, usr === '' ? `/usr${path}` : path.slice(usr.length)];
}
