import { describe, expect, it } from 'vitest';
import { imageLayout, type ImageLayoutFacts } from './section.ts';
import { collectLayout } from './collect.ts';
import { elfOf, inlineBuildInfo } from './elf.fixture.ts';
import { gzipped, type Layer, type Member, plain, writtenLayout } from './layout.fixture.ts';

const epoch = 1_577_836_800;
const ours = '2020-01-01T00:00:00Z';
const password = 'hunter2-but-longer';

type Image = { readonly layers: readonly Layer[]; readonly config?: object; readonly history?: readonly object[]; readonly submitted?: readonly { readonly path: string; readonly bytes: Uint8Array }[] };

async function factsOf({ layers, config = {}, history = [], submitted = [] }: Image): Promise<ImageLayoutFacts> {
  const { folder, manifest } = await writtenLayout(layers, { config, history });
  const seen = await collectLayout({ layout: folder, manifest, dockerfile: 'Dockerfile', sourceDateEpoch: epoch, submitted });
  if (seen.status !== 'observed') throw new Error(`not observed: ${JSON.stringify(seen)}`);
  return imageLayout.schema.parse(seen.facts);
}

const only = async (members: readonly Member[], more: Partial<Image> = {}): Promise<ImageLayoutFacts> => factsOf({ layers: [gzipped(members)], ...more });
const pathsOf = (list: readonly { readonly path: string }[]): readonly string[] => list.map(({ path }) => path);

const program = elfOf({ data: inlineBuildInfo('go1.26.8', 'path\tapp\nmod\tapp\t(devel)\t\n') });

describe('an image', () => {
  const base: readonly Member[] = [
    { name: 'bin/', type: '5' },
    { name: 'bin/busybox', bytes: 'x'.repeat(2_000), mode: 0o755 },
    { name: 'bin/sh', type: '2', target: 'busybox' },
    { name: 'sbin/apk', bytes: 'apk', mode: 0o755 },
    { name: 'usr/bin/passwd', bytes: 'p', mode: 0o4755 },
    { name: 'usr/share/bug/dpkg', bytes: 'a script', mode: 0o755 },
  ];
  const image: Image = {
    layers: [gzipped(base), plain([{ name: 'app/server', bytes: program, mode: 0o755 }, { name: 'app/main.go', bytes: 'package main' }, { name: 'sbin/.wh.apk' }])],
    config: { User: '65532', Entrypoint: ['/app/server'], Env: ['PATH=/app'], Labels: { 'org.opencontainers.image.licenses': 'MIT' }, ExposedPorts: { '8080/tcp': {} }, WorkingDir: '/app' },
    history: [
      { created: '2026-10-01T00:00:00Z', created_by: 'ADD rootfs.tar / # buildkit' },
      { created: '2026-10-01T00:00:00Z', created_by: 'CMD ["sh"]', empty_layer: true },
      { created: ours, created_by: 'COPY /out/server /app/server # buildkit' },
      { created: ours, created_by: 'ENTRYPOINT ["/app/server"]', empty_layer: true },
    ],
  };

  it('is told by its config, its layers and its merged files', async () => {
    const facts = await factsOf(image);
    expect(facts.config).toMatchObject({ os: 'linux', user: '65532', entrypoint: ['/app/server'], exposedPorts: ['8080/tcp'], labels: { 'org.opencontainers.image.licenses': 'MIT' } });
    expect(facts.layers).toMatchObject([
      { base: true, createdBy: 'ADD rootfs.tar / # buildkit' },
      { base: false, createdBy: 'COPY /out/server /app/server # buildkit' },
    ]);
    expect(pathsOf(facts.shells)).toEqual(['/bin/busybox', '/bin/sh']);
    expect(facts.packageManagers).toEqual([]);
    expect(facts.setuid).toEqual([{ path: '/usr/bin/passwd', bytes: 1, mode: 0o4755, layer: 0 }]);
    expect(pathsOf(facts.sources)).toEqual(['/app/main.go']);
    expect(facts).toMatchObject({ files: 6, secrets: [], oddities: [] });
    expect(facts.bytes).toBe(2_000 + 1 + 8 + program.length + 12);
    expect(pathsOf(facts.largest)[0]).toBe('/app/server');
    expect(facts.program).toMatchObject({ kind: 'elf', path: '/app/server', bytes: program.length, linkage: { kind: 'static' }, go: { version: 'go1.26.8', module: 'app' } });
    expect(facts.partly).toBeUndefined();
  });

  it('without a history takes every layer for its own', async () => expect((await factsOf({ ...image, history: [] })).layers.map(({ base: of }) => of)).toEqual([false, false]));
});

describe('what starts', () => {
  const files: readonly Member[] = [
    { name: 'opt/run', bytes: '#!/usr/bin/env bash\necho', mode: 0o755 },
    { name: 'usr/bin/tool', bytes: program, mode: 0o755 },
    { name: 'usr/bin/alias', type: '2', target: '/usr/bin/tool' },
    { name: 'usr/bin/twin', type: '1', target: 'usr/bin/tool' },
    { name: 'opt/data', bytes: 'neither' },
  ];
  it.each([
    ['by its path', { Entrypoint: ['/usr/bin/tool', '--flag'] }, { kind: 'elf', path: '/usr/bin/tool' }],
    ['by a link', { Entrypoint: ['/usr/bin/alias'] }, { kind: 'elf', path: '/usr/bin/tool' }],
    ['by a hard link', { Entrypoint: ['/usr/bin/twin'] }, { kind: 'elf', path: '/usr/bin/twin' }],
    ['by PATH', { Entrypoint: ['tool'], Env: ['PATH=/opt:/usr/bin'] }, { kind: 'elf', path: '/usr/bin/tool' }],
    ['by the usual PATH', { Cmd: ['tool'] }, { kind: 'elf', path: '/usr/bin/tool' }],
    ['from its working folder', { Cmd: ['./run'], WorkingDir: '/opt' }, { kind: 'script', path: '/opt/run', interpreter: '/usr/bin/env' }],
    ['and is no program', { Cmd: ['/opt/data'] }, { kind: 'other', path: '/opt/data' }],
    ['and is not there', { Entrypoint: ['/gone'], Cmd: ['/opt/run'] }, { kind: 'missing', path: '/gone' }],
    ['and leads out of the image', { Entrypoint: ['../../../usr/bin/tool'] }, { kind: 'elf', path: '/usr/bin/tool' }],
    ['and is nothing', {}, { kind: 'none' }],
    ['and is null, as Go writes an empty list', { Entrypoint: null, Cmd: null, Env: null, Labels: null }, { kind: 'none' }],
  ])('is found %s', async (_, config, expected) => expect((await only(files, { config })).program).toMatchObject(expected));

  it('of two files with one name is the later', async () => {
    const { program: started } = await only([{ name: 'app', bytes: 'first', mode: 0o755 }, { name: 'app', bytes: program, mode: 0o755 }], { config: { Entrypoint: ['/app'] } });
    expect(started).toMatchObject({ kind: 'elf', bytes: program.length });
  });
});

describe('secrets', () => {
  it('are found in what the image says of itself, and not shown', async () => {
    const facts = await only([], {
      config: { Env: [`DB_PASSWORD=${password}`, 'PATH=/bin'], Labels: { 'api.token': '9f8e7d6c5b4a39281706f5e4d3c2b1a0' } },
      history: [
        { created: '2026-01-01T00:00:00Z', created_by: `ENV BASE_PASSWORD=${password}`, empty_layer: true },
        { created: ours, created_by: `RUN |1 ADMIN_PASSWORD=${password} /bin/sh -c true`, empty_layer: true },
      ],
    });
    expect(facts.secrets.map(({ where }) => where)).toEqual([
      { kind: 'env', name: 'DB_PASSWORD' },
      { kind: 'label', name: 'api.token' },
      { kind: 'history', step: '(a password, not shown)' },
    ]);
    expect(JSON.stringify(facts)).not.toContain(password);
    expect(facts.config.env).toContainEqual({ name: 'PATH', value: '/bin' });
  });

  it('are found in files, also where a later layer removes them, and not in the base image', async () => {
    const token = ['ghp_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');
    const facts = await factsOf({
      layers: [gzipped([{ name: 'base/token', bytes: token }]), gzipped([{ name: 'root/.netrc', bytes: token }, { name: 'app/.env', bytes: `DB_PASSWORD=${password}` }]), gzipped([{ name: 'root/.wh..netrc' }])],
      history: [{ created: '2026-01-01T00:00:00Z' }, { created: ours }, { created: ours }],
    });
    expect(facts.secrets).toEqual(
      expect.arrayContaining([
        { where: { kind: 'file', path: '/root/.netrc', layer: 1, removed: true }, shape: 'a token' },
        { where: { kind: 'file', path: '/app/.env', layer: 1, removed: false }, shape: 'a password' },
      ]),
    );
    expect(JSON.stringify(facts.secrets)).not.toContain('base/token');
    expect(JSON.stringify(facts)).not.toContain(token);
  });

  it.each([
    ['the test keys of Go', 'usr/local/go/src/crypto/tls/testdata/example-key.pem'],
    ['a program', 'app/server'],
  ])('are not looked for in %s', async (_, name) => {
    const text = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw'.repeat(4)}\n-----END PRIVATE KEY-----\n`;
    expect((await only([{ name, bytes: name.includes('server') ? `\0${text}` : text }])).secrets).toEqual([]);
    expect((await only([{ name: 'etc/key.pem', bytes: text }])).secrets).toMatchObject([{ shape: 'a private key' }]);
  });
});

describe('a hostile image', () => {
  it('is told by its oddities', async () => {
    const facts = await only([{ name: '../../etc/cron.d/x', bytes: 'x' }, { name: 'dev/sda', type: '4' }, { name: 'sparse', type: 'S' }, { name: 'ok', bytes: '1' }]);
    expect(facts.oddities).toEqual([
      { path: '../../etc/cron.d/x', message: 'a name that leads out of its folder by ..' },
      { path: 'sparse', message: "an entry of a kind that docc doesn't read, such as a sparse file" },
    ]);
    expect(facts.files).toBe(2);
  });

  it('of which only a part can be read says so', async () => {
    const facts = await factsOf({ layers: [gzipped([{ name: 'a' }]), { ...plain([]), bytes: Buffer.from('junk'.repeat(500)) }, gzipped([{ name: 'b' }])] });
    expect(facts).toMatchObject({ partly: true, files: 2, oddities: [{ path: 'layer 1', message: expect.stringContaining('no tar archive') }] });
  });

  it('fits into its section, however much it holds', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({ name: `${'long-folder-name/'.repeat(5)}../../${index}`, bytes: 'x' }));
    const shells = Array.from({ length: 200 }, (_, index) => ({ name: `d${index}/sh`, mode: 0o6755, bytes: 'x' }));
    const labels = Object.fromEntries([...Array.from({ length: 500 }, (_, index) => [`label-${index}`, 'v'.repeat(5_000)]), ['__proto__', 'x']]);
    const facts = await only([...many, ...shells], { config: { Labels: labels, Env: ['BAD=\u001b[31m\u202e::error::'] } });
    expect([facts.shells.length, facts.setuid.length, facts.oddities.length]).toEqual([50, 50, 50]);
    expect(JSON.stringify(facts).length).toBeLessThan(400_000);
    expect(JSON.stringify(facts)).not.toMatch(/\\u001b|\u202e|__proto__/);
  });

  it.each([
    ['no manifest of that digest', async () => ({ folder: (await writtenLayout([])).folder, manifest: `sha256:${'0'.repeat(64)}` })],
    ['a folder that is none', async () => ({ folder: '/nowhere', manifest: `sha256:${'0'.repeat(64)}` })],
  ])('with %s is our fault', async (_, make) => {
    const { folder, manifest } = await make();
    const seen = await collectLayout({ layout: folder, manifest, dockerfile: 'Dockerfile', sourceDateEpoch: epoch, submitted: [] });
    expect(seen).toMatchObject({ status: 'fault', fault: { message: expect.stringContaining("can't be read") } });
  });
});

it('files of the submission are sources, and licences are not', async () => {
  const bytes = Buffer.from('resource {}');
  const submitted = [{ path: 'assets/eks/main.tf', bytes }, { path: 'LICENSE', bytes }];
  const { sources } = await only([{ name: 'src/assets/eks/main.tf', bytes }, { name: 'LICENSE', bytes }, { name: 'other/main.tf', bytes: 'another' }], { submitted });
  expect(pathsOf(sources)).toEqual(['/src/assets/eks/main.tf']);
});
