import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { limits } from './limits.ts';
import { faulted, observed } from './observation.ts';
import { section } from './section.ts';
import { memoryShelf } from './shelf.fixture.ts';
import { openBundle, writeBundle } from './store.ts';

const sample = section({ id: 'sample', version: 1, tier: 'source', schema: z.strictObject({ text: z.string() }), upcasters: {} });
const other = section({ id: 'other.one', version: 1, tier: 'source', schema: z.strictObject({ n: z.number() }), upcasters: {} });

const begun = {
  schema: 'docc/evidence@1',
  submission: { digest: `sha256:${'a'.repeat(64)}` },
  asOf: '2026-11-01T00:00:00Z',
  collector: { version: '1.0.0' },
} as const;
const time = { started: 0, seconds: 0.1 };

async function written() {
  const shelf = memoryShelf();
  const writer = await writeBundle(shelf, begun, 'anew');
  await writer.put(sample, observed({ text: 'seen' }), time);
  await writer.put(other, faulted({ message: 'broke', repair: 'again' }), time);
  const evidence = await writer.finish();
  return { shelf, evidence };
}

const replace = (shelf: ReturnType<typeof memoryShelf>, name: string, from: string, to: string) => {
  const text = new TextDecoder().decode(shelf.files.get(name));
  expect(text).toContain(from);
  shelf.files.set(name, new TextEncoder().encode(text.replace(from, to)));
};

describe('a bundle', () => {
  it('is read as it was written', async () => {
    const { shelf, evidence } = await written();
    expect(await openBundle(shelf)).toEqual(evidence);
    expect(evidence.bundle.sections['other.one']?.status).toBe('fault');
  });

  it.each([
    ['another fact', 'sample.json', 'seen', 'sewn', 'digest-mismatch'],
    ['a blank in the list', 'bundle.json', '{"asOf"', '{ "asOf"', 'not-canonical'],
    ['a key more', 'bundle.json', '"finished"', '"extra":1,"finished"', 'wrong-schema'],
    ['another digest', 'bundle.json', '"sha256":"', '"sha256":"0', 'wrong-schema'],
  ])('is refused with %s', async (_, name, from, to, code) => {
    const { shelf } = await written();
    replace(shelf, name, from, to);
    await expect(openBundle(shelf)).rejects.toMatchObject({ code });
  });

  it('is refused without one of its sections', async () => {
    const { shelf } = await written();
    shelf.files.delete('sample.json');
    await expect(openBundle(shelf)).rejects.toMatchObject({ code: 'section-missing' });
  });

  it('is refused when a file is larger than a section may be', async () => {
    const { shelf } = await written();
    shelf.files.set('sample.json', new Uint8Array(limits.section + 1));
    await expect(openBundle(shelf)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('takes sections that end at once, and lists them all', async () => {
    const writer = await writeBundle(memoryShelf(), begun, 'anew');
    await Promise.all([writer.put(sample, observed({ text: 'x' }), time), writer.put(other, observed({ n: 1 }), time)]);
    expect(Object.keys((await writer.finish()).bundle.sections).sort()).toEqual(['other.one', 'sample']);
  });
});

describe('a section', () => {
  it('larger than its limit is the candidate’s trouble, with what to do', async () => {
    const writer = await writeBundle(memoryShelf(), begun, 'anew');
    const kept = await writer.put(sample, observed({ text: 'x'.repeat(limits.section) }), time);
    expect(kept).toMatchObject({ status: 'refused', trouble: { expected: `at most ${limits.section} bytes of facts in section sample` } });
  });

  it('that says more than its schema is our fault', async () => {
    const writer = await writeBundle(memoryShelf(), begun, 'anew');
    const more = { text: 'x', points: 3 };
    await expect(writer.put(sample, observed(more), time)).rejects.toThrow('points');
  });
});

describe('an unfinished bundle', () => {
  const unfinished = async () => {
    const shelf = memoryShelf();
    const writer = await writeBundle(shelf, begun, 'anew');
    await writer.put(sample, observed({ text: 'kept' }), time);
    await writer.put(other, faulted({ message: 'broke', repair: 'again' }), time);
    return shelf;
  };

  it('is gone on with: what was observed stays, what broke is collected again', async () => {
    const writer = await writeBundle(await unfinished(), begun, 'resume');
    expect(writer.resumed.facts.get('sample')).toEqual({ text: 'kept' });
    expect(Object.keys(writer.resumed.bundle.sections)).toEqual(['sample']);
  });

  it('is gone on with when it was finished with a fault, and not when nothing is missing', async () => {
    const { shelf } = await written();
    expect(Object.keys((await writeBundle(shelf, begun, 'resume')).resumed.bundle.sections)).toEqual(['sample']);
    const whole = memoryShelf();
    const writer = await writeBundle(whole, begun, 'anew');
    await writer.put(sample, observed({ text: 'seen' }), time);
    await writer.finish();
    expect((await writeBundle(whole, begun, 'resume')).resumed.facts.size).toBe(0);
  });

  it('whose list could not be written once lists all the same', async () => {
    const shelf = memoryShelf();
    let full = false;
    const writer = await writeBundle({ ...shelf, write: async (name, text) => (full && name === 'bundle.json' ? Promise.reject(new Error('no space left on device')) : shelf.write(name, text)) }, begun, 'anew');
    full = true;
    expect(await writer.put(sample, observed({ text: 'seen' }), time)).toEqual(observed({ text: 'seen' }));
    full = false;
    await writer.put(other, observed({ n: 1 }), time);
    expect(Object.keys((await writer.finish()).bundle.sections)).toEqual(['sample', 'other.one']);
    expect((await openBundle(shelf)).facts.get('sample')).toEqual({ text: 'seen' });
  });

  it.each([
    ['of another submission', { ...begun, submission: { digest: `sha256:${'b'.repeat(64)}` } }, 'resume'],
    ['of another docc', { ...begun, collector: { version: '2.0.0' } }, 'resume'],
    ['that is not to be trusted', begun, 'anew'],
  ] as const)('is not gone on with when %s', async (_, next, how) => {
    const writer = await writeBundle(await unfinished(), next, how);
    expect(writer.resumed.facts.size).toBe(0);
  });

  it('is not gone on with when it was tampered with', async () => {
    const shelf = await unfinished();
    replace(shelf, 'sample.json', 'kept', 'kelp');
    expect((await writeBundle(shelf, begun, 'resume')).resumed.facts.size).toBe(0);
  });
});
