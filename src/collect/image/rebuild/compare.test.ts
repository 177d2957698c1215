import { describe, expect, it } from 'vitest';
import { openLayout } from '../layout/blobs.ts';
import { gzipped, type Layer, type Member, plain, writtenLayout } from '../layout/layout.fixture.ts';
import { differencesBetween } from './compare.ts';
import type { Difference } from './section.ts';

const epoch = 1_577_836_800;
type Built = { readonly layers: readonly Layer[]; readonly config?: object };

async function differences(...[first, second]: readonly [Built, Built]): Promise<readonly Difference[]> {
  const open = async ({ layers, config = {} }: Built) => {
    const { folder, manifest } = await writtenLayout(layers, config);
    return await openLayout(folder, manifest);
  };
  return await differencesBetween(await open(first), await open(second), epoch);
}

const files = (...members: readonly Member[]): Built => ({ layers: [gzipped(members)], config: { history: [{ created_by: 'RUN make', created: '2020-01-01T00:00:00Z' }] } });

describe('two builds', () => {
  const file = { name: 'app', bytes: 'same', mode: 0o755 };

  it.each<[string, Member, string]>([
    ['bytes', { ...file, bytes: 'else' }, 'bytes'],
    ['mode', { ...file, mode: 0o700 }, 'mode'],
    ['owner', { ...file, owner: 5 }, 'owner'],
    ['time', { ...file, modified: 7 }, 'time'],
    ['kind', { name: 'app', type: '2', target: 'x' }, 'bytes'],
  ])('that differ in the %s of a file', async (_, other, what) =>
    expect(await differences(files({ name: 'a' }, file), files({ name: 'a' }, other))).toEqual([{ kind: 'file', path: '/app', what, createdBy: 'RUN make' }]),
  );

  it('that differ in what is there', async () =>
    expect(await differences(files(file), files(file, { name: './tmp/x' }))).toEqual([{ kind: 'file', path: '/tmp/x', what: 'presence', createdBy: 'RUN make' }]));

  it('that differ in their config, secrets not shown', async () => {
    const built = (created: string, value: string): Built => ({ layers: [], config: { config: { Labels: { 'org.opencontainers.image.created': created }, Env: [`DB_PASSWORD=${value}`] }, rootfs: { diff_ids: [created] } } });
    const found = await differences(built('a', 'hunter2-but-longer'), built('b', 'hunter3-but-longer'));
    expect(found).toEqual([
      { kind: 'config', field: 'config.Labels.org.opencontainers.image.created', first: 'a', second: 'b' },
      { kind: 'config', field: 'config.Env.0', first: '(a password, not shown)', second: '(a password, not shown)' },
    ]);
  });

  it('that differ in their number of layers', async () => expect(await differences(files(file), { layers: [] })).toContainEqual({ kind: 'layers', first: 1, second: 0 }));

  it('that differ in their packing alone', async () =>
    expect(await differences({ layers: [gzipped([file])] }, { layers: [plain([file])] })).toMatchObject([{ kind: 'config', field: 'layers.0.digest' }]));

  it('that differ in everything are told by their first twenty differences', async () => {
    const many = (text: string): Built => files(...Array.from({ length: 100 }, (_, index) => ({ name: `f${index}`, bytes: text })));
    expect(await differences(many('a'), many('b'))).toHaveLength(20);
  });

  it('that are the same differ in nothing', async () => expect(await differences(files(file), files(file))).toEqual([]));
});
