import { describe, expect, it } from 'vitest';
import { databaseWatch } from './databases.ts';
import { mergedImage } from './merged.ts';
import { fewestPrograms } from './section.ts';

type Put = readonly [layer: number, name: string, bytes?: number];

function told(...puts: readonly Put[]) {
  const [merged, watch] = [mergedImage(), databaseWatch()];
  for (const [layer, name, bytes = 10] of puts) {
    const entry = { name, kind: 'file', mode: 0o644, bytes, target: '', owner: '0:0', modified: 0 } as const;
    const placed = merged.put(entry, layer);
    if (placed.kind === 'placed') watch.see(entry, placed.path);
  }
  return watch.told(merged.root);
}

const listed = { there: 1, gone: [], unlisted: false };
const release: Put = [0, 'etc/os-release'];
const programs = Array.from({ length: fewestPrograms }, (_, number): Put => [0, `${number % 2 === 0 ? '' : 'usr/'}bin/program${number}`]);

describe('databases of packages', () => {
  it.each<readonly [string, readonly Put[]]>([
    ['Debian', [release, [0, 'var/lib/dpkg/status'], [0, 'usr/lib/x86_64-linux-gnu/libc.so.6']]],
    ['distroless', [release, [0, 'var/lib/dpkg/status.d/tzdata'], [0, 'var/lib/dpkg/status.d/tzdata.md5sums']]],
    ['Alpine', [release, [0, 'lib/apk/db/installed'], [0, 'lib/ld-musl-x86_64.so.1']]],
    ['Fedora', [release, [0, 'usr/lib/sysimage/rpm/rpmdb.sqlite']]],
  ])('of %s are seen', (_, puts) => expect(told(...puts)).toEqual(listed));

  it('written anew by a later layer are there', () => expect(told([0, 'var/lib/dpkg/status'], [1, 'var/lib/dpkg/status', 20])).toEqual(listed));
  it('in the place of another of the same packages are there', () =>
    expect(told([0, 'var/lib/rpm/Packages'], [1, 'var/lib/rpm/.wh.Packages'], [1, 'usr/lib/sysimage/rpm/rpmdb.sqlite'])).toEqual(listed));
  it('of a package in a newer version are there', () =>
    expect(told([0, 'var/lib/pacman/local/curl-8.1-1/desc'], [1, 'var/lib/pacman/local/.wh.curl-8.1-1'], [1, 'var/lib/pacman/local/curl-8.2-1/desc'])).toEqual(listed));

  it.each<readonly [string, readonly Put[], readonly string[]]>([
    ['removed', [[0, 'lib/apk/db/installed'], [1, 'lib/apk/db/.wh.installed']], ['/lib/apk/db/installed']],
    ['removed with all around it', [[0, 'var/lib/dpkg/status'], [1, 'var/.wh.lib']], ['/var/lib/dpkg/status']],
    ['hidden by an empty folder', [[0, 'var/lib/dpkg/status'], [1, 'var/lib/dpkg/.wh..wh..opq']], ['/var/lib/dpkg/status']],
    ['emptied', [[0, 'var/lib/dpkg/status'], [1, 'var/lib/dpkg/status', 0]], ['/var/lib/dpkg/status']],
  ])('that a layer has and a later one %s are gone', (_, puts, gone) => expect(told(release, ...puts)).toEqual({ there: 0, gone, unlisted: false }));

  it('of one package among others may be gone', () =>
    expect(told([0, 'var/lib/dpkg/status.d/openssl'], [0, 'var/lib/dpkg/status.d/tzdata'], [1, 'var/lib/dpkg/status.d/.wh.openssl'])).toEqual({ there: 1, gone: ['/var/lib/dpkg/status.d/openssl'], unlisted: false }));

  it('are missed where a distribution was copied without them', () => expect(told(release, [0, 'lib/ld-musl-x86_64.so.1'], ...programs)).toEqual({ there: 0, gone: [], unlisted: true }));

  it.each<readonly [string, readonly Put[]]>([
    ['nothing but a server', [[0, 'server'], [0, 'etc/ssl/certs/ca-certificates.crt']]],
    ['a server and the libraries that it needs', [[0, 'server'], [0, 'lib64/ld-linux-x86-64.so.2'], [0, 'lib/x86_64-linux-gnu/libc.so.6']]],
    ['a static server and a name', [[0, 'server'], release]],
    ['a base image with a name, a server and the loader that it needs', [release, [0, 'server'], [0, 'lib64/ld-linux-x86-64.so.2'], [0, 'usr/bin/one']]],
  ])('are not missed in %s', (_, puts) => expect(told(...puts)).toEqual({ there: 0, gone: [], unlisted: false }));
});
