/**
 * What a process has as `/`, by its /proc/<pid>/mountinfo: read-only if the mount is or the file system under it. Of several
 * mounts on `/`, the last is the one that it sees. Undefined where there is none.
 */
export function rootOf(mountinfo: string): 'read-only' | 'writable' | undefined {
  const root = mountinfo
    .split('\n')
    .map(mountOf)
    .findLast((mount) => mount?.point === '/');
  if (root === undefined) return undefined;
  return root.options.includes('ro') ? 'read-only' : 'writable';
}

/** `36 35 98:0 /mnt1 / rw,noatime master:1 - ext3 /dev/root rw,errors=continue`: see proc_pid_mountinfo(5). */
function mountOf(line: string): { readonly point: string; readonly options: readonly string[] } | undefined {
  const [before, after] = line.split(' - ');
  const [, , , , point, options] = before?.split(' ') ?? [];
  if (point === undefined || options === undefined) return undefined;
  const ofFileSystem = after?.split(' ').at(2) ?? '';
  return { point, options: [...options.split(','), ...ofFileSystem.split(',')] };
}
