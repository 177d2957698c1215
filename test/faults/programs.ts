import { access, chmod, constants, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Outage, ProgramKind } from './fault.ts';

/** As any shell reads it, line ends and all. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** What a program does in place of its work: lines of a shell, in which `real` is the program itself. */
const deeds: Readonly<Record<ProgramKind, string>> = {
  'exits 1': 'exit 1',
  'exits 2': "echo 'panic: runtime error: invalid memory address or nil pointer dereference' >&2; exit 2",
  'exits 126': 'exit 126',
  'exits 137': 'exit 137',
  SIGKILL: 'kill -KILL $$',
  SIGSEGV: 'kill -SEGV $$',
  hangs: 'exec /bin/sleep 3600',
  truncated: 'real "$@" > "$told"; /usr/bin/head -c 37 "$told"; exit 0',
  'truncated and fails': 'real "$@" > "$told"; /usr/bin/head -c 37 "$told"; exit 1',
  garbled: String.raw`printf '\000\377\033[31m{"garbage": \001'; exit 0`,
  floods: 'exec /usr/bin/yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'no room on disk': "echo 'Error: write /tmp/x: no space left on device' >&2; exit 1",
  'no file descriptors': "echo 'Error: open /tmp/x: too many open files' >&2; exit 1",
  'no memory': "echo 'fatal error: runtime: cannot allocate memory' >&2; exit 2",
};

/** A program in the place of one of this machine's, which goes wrong by its outage and else is that. */
export type FaultyProgram = { readonly path: string; readonly fired: () => Promise<number> };

/** `more`: deeds of kinds that this program alone knows. */
export async function faultyProgram<Kind extends string = never>(folder: string, real: string, { port, kind, from, calls }: Outage<string, ProgramKind | Kind>, more?: Readonly<Record<Kind, string>>): Promise<FaultyProgram> {
  const all: Readonly<Record<string, string>> = { ...deeds, ...more };
  const own = join(folder, port);
  await mkdir(own, { recursive: true });
  const path = join(folder, 'bin', port);
  await mkdir(join(folder, 'bin'), { recursive: true });
  // Making a folder is what no two calls at once can both do: it numbers them.
  const text = `#!/bin/sh
real() { ${quoted(real)} "$@"; }
call=1
while ! /bin/mkdir ${quoted(own)}/call-$call 2>/dev/null; do call=$((call + 1)); done
if [ $call -ge ${from} ] && [ $call -lt ${from + calls} ]; then
  : > ${quoted(own)}/fired-$call
  told=${quoted(own)}/told-$call
  ${all[kind]}
fi
exec ${quoted(real)} "$@"
`;
  await writeFile(path, text);
  await chmod(path, 0o755);
  return { path, fired: async () => (await readdir(own)).filter((name) => name.startsWith('fired-')).length };
}

/** Where PATH has a program; undefined where it has none. */
export async function onPath(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((each) => isAbsolute(each))) {
    const isThere = await access(join(folder, name), constants.X_OK).then(() => true, () => false);
    if (isThere) return join(folder, name);
  }
  return undefined;
}
