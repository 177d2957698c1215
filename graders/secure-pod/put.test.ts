import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Json } from '../../src/collect/terraform/section.ts';
import { factsOf } from '../../src/manifests/manifests.fixture.ts';
import { type Manifest, objects } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { put } from './put.ts';
import { type Fields, isFields, isList } from './snippets.ts';

const path = 'pod.yaml';
const podOf = (container: Fields): string => stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'docc-sample' }, spec: { containers: [{ name: 'server', ...container }] } }, { aliasDuplicateObjects: false });

function manifestIn(text: string): Manifest {
  const [manifest] = objects(factsOf({ [path]: text }));
  if (manifest === undefined) throw new Error(`no object in ${text}`);
  return manifest;
}

const fixOf = (text: string, fields: Fields): string => {
  const manifest = manifestIn(text);
  return put(manifest, { title: 'the container `server`', value: valueIn(manifest.body, 'spec', 'containers', 0) }, fields);
};

const sentences = /(?:In|Under `([\w.]+)` of|Add to the list `([\w.]+)` of) the container `server` \(`pod\.yaml:(\d+)`\)(?: write)?(?:, in place of the (.+?) there)?:\n```yaml\n([\s\S]*?)\n```/g;

/** Does to the container what the fix says, to the letter: a key that is there twice is an error, as one that is to be replaced and isn't there. */
function followed(text: string, fix: string): Fields {
  const container = containerIn(text);
  expect(fix.replaceAll(sentences, '').trim()).toBe('');
  for (const [, under, list, line, replaced = '', block = ''] of fix.matchAll(sentences)) {
    const names = (under ?? list ?? '').split('.').filter((name) => name !== '');
    const place = names.length === 0 ? 'name: server' : `${names.at(-1) ?? ''}:`;
    expect(text.split('\n')[Number(line) - 1]).toContain(place);
    const said: Json = parse(block);
    if (list === undefined) write(memberOf(container, names), said, [...replaced.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
    else memberOf(container, names.slice(0, -1))[names.at(-1) ?? ''] = [...items(memberOf(container, names.slice(0, -1))[names.at(-1) ?? '']), ...items(said)];
  }
  return container;
}

type Writable = { [name: string]: Json };

function containerIn(text: string): Writable {
  const { spec } = parse(text) as { spec: { containers: [Writable] } };
  return spec.containers[0];
}

function memberOf(holder: Writable, names: readonly string[]): Writable {
  return names.reduce<Writable>((at, name) => {
    const member = at[name];
    if (member === undefined || !isFields(member)) throw new Error(`the fix goes into ${name}, which is not there`);
    return member;
  }, holder);
}

function items(json: Json | undefined): readonly Json[] {
  if (json === undefined || !isList(json)) throw new Error(`the fix adds to ${JSON.stringify(json)}, which is no list`);
  return json;
}

function write(holder: Writable, said: Json, replaced: readonly string[]): void {
  if (!isFields(said)) throw new Error(`the fix writes ${JSON.stringify(said)}`);
  expect(Object.keys(said).filter((name) => Object.hasOwn(holder, name)).toSorted()).toEqual([...replaced].toSorted());
  Object.assign(holder, said);
}

const wanted = { securityContext: { readOnlyRootFilesystem: true } };

describe('into what is there', () => {
  it('a key is written where nothing is', () => {
    const text = podOf({ image: 'a' });
    expect(fixOf(text, wanted)).toBe('In the container `server` (`pod.yaml:7`) write:\n```yaml\nsecurityContext:\n  readOnlyRootFilesystem: true\n```');
    expect(followed(text, fixOf(text, wanted))).toMatchObject(wanted);
  });

  it('a key with other children is gone into, and they stay', () => {
    const text = podOf({ image: 'a', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } });
    expect(fixOf(text, wanted)).toBe('Under `securityContext` of the container `server` (`pod.yaml:9`) write:\n```yaml\nreadOnlyRootFilesystem: true\n```');
    expect(followed(text, fixOf(text, wanted))['securityContext']).toEqual({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true });
  });

  it('a value that is another is replaced, and the others stay', () => {
    const text = podOf({ securityContext: { readOnlyRootFilesystem: false, privileged: false } });
    expect(fixOf(text, wanted)).toContain('write, in place of the `readOnlyRootFilesystem` there:');
    expect(followed(text, fixOf(text, wanted))['securityContext']).toEqual({ readOnlyRootFilesystem: true, privileged: false });
  });

  it('a list of objects gets one more', () => {
    const text = podOf({ envFrom: [{ secretRef: { name: 'other' } }] });
    expect(followed(text, fixOf(text, { envFrom: [{ configMapRef: { name: 'docc-sample' } }] }))['envFrom']).toEqual([{ secretRef: { name: 'other' } }, { configMapRef: { name: 'docc-sample' } }]);
  });

  it('what a template takes from values may be written there', () => {
    const facts = factsOf({ 'chart/templates/pod.yaml': podOf({ securityContext: { privileged: false } }) }, { 'chart/templates/pod.yaml': { kind: 'chart', path: 'chart', release: 0 } });
    const [manifest] = objects({ ...facts, objects: facts.objects.map((object) => ({ ...object, lines: undefined })) });
    if (manifest === undefined) throw new Error('no object');
    expect(put(manifest, { title: 'it', value: valueIn(manifest.body, 'spec', 'containers', 0) }, wanted)).toContain('(`chart/templates/pod.yaml:1`, or in the values that it is made of)');
  });
});

const scalar = fc.constantFrom<Json>(true, false, 1, 'ALL', '64Mi');
const named = (each: fc.Arbitrary<Json>): fc.Arbitrary<Fields> => fc.dictionary(fc.constantFrom('securityContext', 'capabilities', 'resources', 'limits', 'memory', 'envFrom', 'privileged'), each, { maxKeys: 4, noNullPrototype: true });
const leaf = fc.oneof<fc.Arbitrary<Json>[]>(scalar, fc.array(fc.record({ name: scalar }), { maxLength: 2 }), fc.array(scalar, { maxLength: 2 }));
const some = named(fc.oneof<fc.Arbitrary<Json>[]>(leaf, named(fc.oneof<fc.Arbitrary<Json>[]>(leaf, named(leaf)))));

/** What is wanted is there afterwards, be it beside what was there. */
function expectHeld(now: Json | undefined, desired: Json): void {
  if (isFields(desired)) {
    if (now === undefined || !isFields(now)) throw new Error(`${JSON.stringify(now)} where ${JSON.stringify(desired)} is wanted`);
    for (const [name, each] of Object.entries(desired)) expectHeld(now[name], each);
  } else if (isList(desired) && desired.some((each) => isFields(each))) {
    const members: readonly unknown[] = desired;
    expect(now).toEqual(expect.arrayContaining([...members]));
  } else expect(now).toEqual(desired);
}

it('never doubles a key, keeps what it does not name, and leads to what is wanted', () => {
  fc.assert(
    fc.property(some, some, (container, fields) => {
      fc.pre(Object.keys(fields).length > 0);
      const text = podOf(container);
      expectHeld(followed(text, fixOf(text, fields)), fields);
    }),
    { numRuns: 300 },
  );
});
