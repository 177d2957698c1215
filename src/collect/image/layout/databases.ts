import type { ArchiveEntry } from './archive.ts';
import { shown } from './config.ts';
import { limits } from './limits.ts';
import { type Folder, lookUp, walk } from './merged.ts';
import { fewestPrograms, type ImageLayoutFacts } from './section.ts';

/**
 * Where distributions keep what is installed, as Trivy reads it: https://trivy.dev/latest/docs/coverage/os/. Of `single`, one file says
 * all, or its name has the version in it: one that takes another's place takes nothing away.
 */
const families: readonly { readonly single: boolean; readonly paths: RegExp }[] = [
  { single: false, paths: /^var\/lib\/dpkg\/status(?:\.d\/[^/]+(?<!\.md5sums))?$/ },
  { single: true, paths: /^(?:usr\/)?lib\/apk\/db\/installed$/ },
  { single: true, paths: /^(?:var\/lib|usr\/lib\/sysimage)\/rpm\/(?:rpmdb\.sqlite|Packages(?:\.db)?)$/ },
  { single: true, paths: /^var\/lib\/pacman\/local\/[^/]+\/desc$/ },
];

const releases = ['etc/os-release', 'usr/lib/os-release'];
const libraries = /\/(?:libc\.so\.6|ld-musl-[^/]+\.so\.1|ld-linux[^/]*\.so\.\d)$/;
const mostGone = 10;

type Databases = NonNullable<ImageLayoutFacts['databases']>;

/** Follows databases of packages through the layers: one that a later layer takes away hides what is in the image all the same. */
export function databaseWatch() {
  const seen = families.map(() => new Set<string>());
  return {
    see: ({ kind, bytes }: ArchiveEntry, path: string): void => {
      const family = kind === 'file' && bytes > 0 ? families.findIndex(({ paths }) => paths.test(path)) : -1;
      seen[family]?.add(path);
    },
    told: (root: Folder): Databases => {
      const kept = seen.map((paths) => [...paths].filter((path) => isFilled(root, path)));
      const gone = seen.flatMap((paths, family) => (families[family]?.single === true && (kept[family]?.length ?? 0) > 0 ? [] : [...paths].filter((path) => !isFilled(root, path))));
      const there = kept.reduce((sum, paths) => sum + paths.length, 0);
      return { there, gone: gone.toSorted().slice(0, mostGone).map((path) => shown(`/${path}`, limits.path)), unlisted: there === 0 && gone.length === 0 && holdsSystem(root) };
    },
  };
}

function isFilled(root: Folder, path: string): boolean {
  const node = lookUp(root, path.split('/'))?.node;
  return node?.kind === 'file' && node.bytes > 0;
}

const programs = /^\/(?:usr\/)?s?bin\/[^/]+$/;

/** A distribution's name, its C library and its programs, which its packages brought. */
function holdsSystem(root: Folder): boolean {
  if (!releases.some((path) => isFilled(root, path))) return false;
  const paths = [...walk(root)].map(({ path }) => path);
  return paths.some((path) => libraries.test(path)) && paths.filter((path) => programs.test(path)).length >= fewestPrograms;
}
