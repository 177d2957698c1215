import type { ImageLayoutFacts } from './section.ts';

export type Kind = keyof Pick<ImageLayoutFacts, 'shells' | 'packageManagers' | 'compilers' | 'sources'>;

const named = (words: string): RegExp => new RegExp(`^(?:${words.split(' ').join('|')})$`);

const shells = named('sh bash rbash dash ash zsh ksh ksh93 mksh csh tcsh fish yash busybox toybox pwsh nu elvish');

const packageManagers = named(
  'apk apt apt-get aptitude dpkg rpm yum dnf dnf5 microdnf tdnf zypper pacman opkg emerge xbps-install nix nix-env brew snap ' +
    'pip pip3 pip3[.]\\d+ uv conda mamba npm yarn pnpm corepack gem bundle composer',
);

/** With what stands before and after: `x86_64-linux-gnu-gcc-14`, `clang++-19`. */
const compilers =
  /^(?:[a-z0-9_]+-){0,4}(?:gcc|g\+\+|cc|c\+\+|cpp|cc1|cc1plus|collect2|clang|clang\+\+|tcc|as|ld|ld\.bfd|ld\.gold|ld\.lld|lld|go|gccgo|rustc|cargo|javac|ghc|gfortran|zig|nasm|yasm)(?:-[\d.]+)?$/;

/** Where distributions keep scripts that bear the names of the programs they are for: `/etc/cron.daily/dpkg`. */
const data = /^\/(?:etc|var|usr\/share|usr\/local\/share)\//;

const goSource = /\.go$|^go\.(?:mod|sum|work|work\.sum)$/;

/** What a program of that path is; undefined for most. */
export function programKind(path: string): Kind | undefined {
  if (data.test(path)) return undefined;
  const name = nameOf(path);
  if (shells.test(name)) return 'shells';
  if (packageManagers.test(name)) return 'packageManagers';
  return compilers.test(name) ? 'compilers' : undefined;
}

export const isGoSource = (path: string): boolean => goSource.test(nameOf(path));

/** What a submission is written in besides Go. Licences, settings and what a server serves may be in its image. */
const written = /\.(?:tf|tofu|tfvars|hcl|tpl|c|h|cc|cpp|py|rs|java|ts|rego)$|^(?:Dockerfile|Containerfile|Makefile|Chart\.yaml|\.dockerignore|\.gitignore)$|\.(?:dockerfile|containerfile)$/i;

/** Recognises a file of the submission by the end of its path and its size. */
export function submittedSources(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): (path: string, bytes: number) => boolean {
  const known = new Set(files.filter(({ path, bytes }) => bytes.length > 0 && written.test(nameOf(path))).map(({ path, bytes }) => `${nameOf(path)}\0${bytes.length}`));
  return (path, bytes) => known.has(`${nameOf(path)}\0${bytes}`);
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
