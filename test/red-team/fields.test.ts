import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { another, changedAt, fieldsOf, placeText } from './fields.ts';

it('changes bytes and not their spelling alone', () => {
  const bytes = fc.uint8Array({ minLength: 30, maxLength: 80 }).map((of) => Buffer.from(of));
  fc.assert(fc.property(bytes, (before) => !Buffer.from(z.string().parse(another(before.toString('base64'))), 'base64').equals(before)), { numRuns: 2000 });
});

it('changes one field, and keeps the form of what has one', () => {
  const value = { digest: `sha256:${'0'.repeat(64)}`, at: '2026-07-01T00:00:00Z', points: [{ tenths: 3 }, { tenths: 4 }], passed: true };
  expect(fieldsOf(value).map(placeText)).toEqual(['(all of it)', 'digest', 'at', 'points', 'points.0', 'points.0.tenths', 'passed']);
  expect(changedAt(value, ['digest'], another)).toEqual({ ...value, digest: `sha256:${'0'.repeat(63)}1` });
  expect(changedAt(value, ['at'], another)).toEqual({ ...value, at: '2026-07-01T00:00:01Z' });
  expect(changedAt(value, ['points', 1, 'tenths'], another)).toEqual({ ...value, points: [{ tenths: 3 }, { tenths: 5 }] });
});
