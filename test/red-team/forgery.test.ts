import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../src/evidence/canonical.ts';
import { bundle } from '../../src/evidence/bundle.ts';
import { type Evidence, observationOf } from '../../src/evidence/evidence.ts';
import { readerOf } from '../../src/evidence/reader.ts';
import { memoryShelf } from '../../src/evidence/shelf.fixture.ts';
import { openBundle, RefusedBundle } from '../../src/evidence/store.ts';
import { assembled, ForeignEvidence } from '../../src/pull-request/assemble.ts';
import { evidenceOn } from '../collect.ts';
import { recordedFacts } from '../recorded.ts';
import { another, changedAt, fieldsOf, type Json, ofAnotherType, placeText, withAMemberMore } from './fields.ts';
import { openJson } from './free.ts';
import { reportOn, rubric, submitted } from './submissions.ts';
import './tried.ts';

const shelf = memoryShelf();
const commit = 'a'.repeat(40);
const submission = await submitted({});
const own = await evidenceOn(shelf, { ...submission, identity: { ...submission.identity, commit } });
const whole = reportOn(own);
const head = own.bundle as unknown as Json; // it was read from JSON
const definitions = [...new Map(rubric.order.flatMap((row) => (row.kind === 'built' ? Object.values(row.check.needs) : [])).map((each) => [each.id, each])).values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
const factsOf = (id: string): Json => (own.facts.get(id) ?? recordedFacts(id)) as Json; // both were read from JSON

/** A bundle of one section, `text`, whose digest is told rightly. */
function bundleWith(id: string, text: string, version = 1) {
  const made = memoryShelf();
  const entry = { status: 'observed', version, sha256: hash('sha256', text), started: 0, seconds: 0 };
  made.files.set('bundle.json', Buffer.from(canonical({ ...own.bundle, sections: { [id]: entry } })));
  made.files.set(`${id}.json`, Buffer.from(text));
  return made;
}

describe.each(definitions.map((definition) => ({ id: definition.id, definition })))('section $id', ({ id, definition }) => {
  const facts = factsOf(id);
  const fields = fieldsOf(facts);
  const read = readerOf(definition.schema);
  const isOpen = openJson(id);

  it('is what its own collector wrote', () => expect(read(facts).success).toBe(true));

  it('is refused with another type in any field, and with a member more', ({ task }) => {
    const taken: string[] = [];
    let tried = 0;
    for (const place of fields) {
      for (const change of [ofAnotherType, withAMemberMore]) {
        if (isOpen(place)) continue;
        let isForged = false;
        const forged = changedAt(facts, place, (before) => {
          const put = change(before);
          isForged = put !== undefined;
          return put ?? before;
        });
        if (!isForged) continue;
        tried += 1;
        if (read(forged).success) taken.push(`${change.name} ${placeText(place)}`);
      }
    }
    task.meta.tried = tried;
    expect(taken).toEqual([]);
    expect(tried).toBeGreaterThan(0);
  });

  it('is refused where a byte is not what bundle.json names, whichever field it is in', async ({ task }) => {
    const text = canonical(facts);
    const honest = bundleWith(id, text);
    for (const place of fields) {
      honest.files.set(`${id}.json`, Buffer.from(canonical(changedAt(facts, place, another))));
      await expect(openBundle(honest), placeText(place)).rejects.toMatchObject({ code: 'digest-mismatch' });
    }
    task.meta.tried = fields.length;
  });

  it('is refused with doubled keys, __proto__, NaN and numbers that JSON can’t say, though its digest is told rightly', async ({ task }) => {
    const forged = spoiled(canonical(facts));
    for (const text of forged) await expect(openBundle(bundleWith(id, text)), text.slice(0, 200)).rejects.toMatchObject({ code: 'not-canonical' });
    task.meta.tried = forged.length;
  });

  it('that does not fit its schema is our fault, and earns nothing', ({ task }) => {
    if (!own.facts.has(id)) return;
    const facts = new Map([...own.facts, [id, { forged: true }]]);
    const report = reportOn({ ...own, facts });
    expect(report.earned).toBeLessThanOrEqual(whole.earned);
    expect(report.faults.map(({ section }) => section)).toContain(id);
    task.meta.tried = 1;
  });
});

/** The text at a few dozen of its objects and numbers, spoiled. */
function spoiled(text: string): readonly string[] {
  const objects = sampled([...text.matchAll(/\{(?="([^"\\]*)":)/g)]);
  const numbers = sampled([...text.matchAll(/(?<=":)\d+(?=[,}])/g)]);
  const at = ({ index, 0: found }: RegExpMatchArray, put: string): string => text.slice(0, index) + put + text.slice((index ?? 0) + found.length);
  return [
    ...objects.flatMap((match) => [at(match, '{"__proto__":{"earned":100},'), at(match, `{"${match[1] ?? ''}":null,`), at(match, '{ ')]),
    ...numbers.flatMap((match) => ['NaN', 'Infinity', '1e999', '9007199254740993', `${match[0]}.0`, '-0', `0${match[0]}`].map((put) => at(match, put))),
    `\ufeff${text}`, `${text}\n`, text.slice(0, -1), `${text}${text}`, '', 'NaN', text.replace('"', '"\\ud800'),
  ];
}

const most = 24;
const sampled = <Each>(all: readonly Each[]): readonly Each[] => all.filter((_, place) => place % Math.ceil(all.length / most) === 0);

describe('bundle.json', () => {
  const expected = { repository: 'github.com/repositories/1', commit, asOf: own.bundle.asOf };
  const tiers = new Map(definitions.map(({ id, tier }) => [id, tier]));
  const joined = (evidence: Evidence): Evidence => assembled([{ job: 'source', owns: ['source'], evidence: own }, { job: 'source again', owns: ['source'], evidence }], tiers, expected);
  const shelved = (forged: Json) => ({ ...shelf, read: async (name: string, limit: number) => (name === 'bundle.json' ? Buffer.from(canonical(forged)) : await shelf.read(name, limit)) });

  it.each([['another type', ofAnotherType], ['a member more', withAMemberMore]] as const)('is refused with %s in any field', async (_, change) => {
    for (const place of fieldsOf(head)) {
      const forged = changedAt(head, place, (before) => change(before) ?? before);
      if (canonical(forged) === canonical(head)) continue;
      await expect(openBundle(shelved(forged)), placeText(place)).rejects.toBeInstanceOf(RefusedBundle);
    }
  });

  it('of another run is refused, or says nothing that counts, whichever field was changed', async ({ task }) => {
    const counted: string[] = [];
    const fates = new Map<string, number>();
    for (const place of fieldsOf(head)) {
      const fate = await fateOf(changedAt(head, place, another));
      fates.set(fate, (fates.get(fate) ?? 0) + 1);
      if (fate === 'counts') counted.push(placeText(place));
    }
    task.meta.tried = fieldsOf(head).length;
    expect(counted).toEqual([]);
    expect(fates.get('refused') ?? 0).toBeGreaterThan(fates.get('says nothing that counts') ?? 0);
  });

  async function fateOf(forged: Json): Promise<'refused' | 'our fault' | 'says nothing that counts' | 'counts'> {
    try {
      const report = reportOn(joined(await openBundle(shelved(forged))));
      if (report.faults.length > 0) return report.earned <= whole.earned ? 'our fault' : 'counts';
      const [before, after] = [whole, report].map(({ objectives }) => JSON.stringify(objectives));
      return before === after ? 'says nothing that counts' : 'counts';
    } catch (error) {
      if (error instanceof RefusedBundle || error instanceof ForeignEvidence) return 'refused';
      throw error;
    }
  }

  it('is refused with doubled keys, __proto__, NaN and numbers that JSON can’t say', async ({ task }) => {
    const forged = spoiled(canonical(head));
    for (const text of forged) {
      const spoilt = { ...shelf, read: async (name: string, limit: number) => (name === 'bundle.json' ? Buffer.from(text) : await shelf.read(name, limit)) };
      await expect(openBundle(spoilt), text.slice(0, 200)).rejects.toMatchObject({ code: 'not-canonical' });
    }
    task.meta.tried = forged.length;
  });

  it('is read by its own schema as it was written', () => expect(bundle.safeParse(head).success).toBe(true));
});

it('a section of a newer docc, or of none that was, is our fault and earns nothing', () => {
  for (const { id, version } of definitions) {
    const entry = own.bundle.sections[id];
    if (entry?.status !== 'observed') continue;
    const forged = { ...own, bundle: { ...own.bundle, sections: { ...own.bundle.sections, [id]: { ...entry, version: version + 1 } } } };
    const definition = definitions.find((each) => each.id === id);
    expect(() => definition && observationOf(forged, definition), id).toThrow('use a newer docc');
    expect(reportOn(forged).earned).toBeLessThanOrEqual(whole.earned);
  }
});
