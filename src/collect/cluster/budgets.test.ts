import { describe, expect, it } from 'vitest';
import { covers } from './budgets.ts';

const of = (selector: object | null) => covers({ spec: { selector } }, { app: 'sample', tier: 'web' });

describe('a disruption budget', () => {
  it.each([
    [{ matchLabels: { app: 'sample' } }, true],
    [{ matchLabels: { app: 'other' } }, false],
    [{}, true],
    [null, false],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['sample'] }, { key: 'gone', operator: 'DoesNotExist' }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['sample'] }] }, false],
    [{ matchLabels: { app: 'sample' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
  ])('that selects %j has a say: %s', (selector, says) => expect(of(selector)).toBe(says));
});
