import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileReports } from './hostile.fixture.ts';
import { reportJson } from './json.ts';
import { reportJsonSchema } from './json-schema.ts';
import { allEarned, complete, faulty, hostile, severalLost, untouched, withheld } from './report.fixture.ts';

const reports = { allEarned, complete, untouched, severalLost, faulty, withheld, hostile };

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toReversed().map(([key, each]) => [key, reversed(each)]));
};

describe('JSON', () => {
  it('is the report, in lines, ending in one', () => {
    const text = reportJson(severalLost());
    expect(JSON.parse(text)).toEqual(severalLost());
    expect(text).toMatch(/^\{\n {2}"schema": "docc\/report@1",\n {2}"trust": "advisory",\n/);
    expect(text).toMatch(/[^\n]\n$/);
  });

  it('has its keys in the order of the schema, however they came', () => {
    const shuffled = reversed(severalLost()) as ReturnType<typeof severalLost>; // The same report, its keys turned round.
    expect(Object.keys(shuffled)[0]).not.toBe('schema');
    expect(reportJson(shuffled)).toBe(reportJson(severalLost()));
  });

  it('gives back what it was given and is safe to print, whatever a report says', () => {
    fc.assert(
      fc.property(hostileReports, (report) => {
        const text = reportJson(report);
        expect(JSON.parse(text)).toEqual(report);
        expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}|##\[/u);
        expect(text).not.toMatch(/^\s*::/m);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses what is no report', () => {
    expect(() => reportJson({ ...allEarned(), earned: Number.NaN })).toThrow(/earned/);
  });
});

describe('JSON Schema', () => {
  const ajv = new Ajv2020({ strict: true, formats: { 'date-time': true } });
  const validate = ajv.compile(reportJsonSchema());

  it.each(Object.entries(reports))('accepts %s', (_, make) => {
    expect(validate(JSON.parse(reportJson(make())))).toBe(true);
  });

  const right = (): Record<string, unknown> => JSON.parse(reportJson(severalLost()));
  it.each([
    ['another schema', { schema: 'docc/report@2' }],
    ['an unknown key', { score: 12 }],
    ['negative points', { earned: -1 }],
    ['an unknown level', { level: 'principal' }],
    ['a digest that is none', { submission: { digest: 'sha256:0', refused: [], refusedBeyond: 0 } }],
    ['an objective without checks', { objectives: [{ id: 'a', title: 'a', earned: 0, verified: 0, possible: 0 }] }],
    ['a time that is none', { measured: { asOf: 'yesterday' } }],
  ])('refuses %s', (_, wrong) => expect(validate({ ...right(), ...wrong })).toBe(false));

  it('refuses a report with a key missing', () => {
    const { faults: _, ...without } = right();
    expect(validate(without)).toBe(false);
  });
});
