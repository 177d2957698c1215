import { describe, expect, it } from 'vitest';
import { unknownsAfter } from '../manifests/unknowns.ts';
import { expanded } from './expansion.ts';

const at = { path: 'deploy.sh', line: 1 };

function expand(word: string, variables: Readonly<Record<string, string>> = {}) {
  const unknowns = unknownsAfter([]);
  return { text: expanded(word, { variables: new Map(Object.entries(variables)), unknowns, at }), of: unknowns.all().flatMap(({ of }) => of) };
}

describe('a word', () => {
  it.each([
    ['plain', 'plain'],
    ['$NS', 'docc'],
    ['a-${NS}-b', 'a-docc-b'],
    ['$(NS)/$(NS)', 'docc/docc'],
    ['${{ env.NS }}', 'docc'],
    ['{{.NS}}', 'docc'],
    ['{{ns}}', 'lower'],
    ['${TAG:-latest}', 'latest'],
    ['$CHAIN', 'docc!'],
    ['cost: 5$', 'cost: 5$'],
    ['${open', '${open'],
  ])('%j is %j', (word, expected) => {
    expect(expand(word, { NS: 'docc', ns: 'lower', CHAIN: '$NS!' })).toEqual({ text: expected, of: [] });
  });

  it.each([['${{ github.sha }}'], ['$(git rev-parse --short HEAD)'], ['$TAG'], ['{{ requiredEnv "TAG" }}'], ['${TAG}']])('%j has a mark', (word) => {
    expect(expand(`v${word}`)).toEqual({ text: 'vdocc-unknown-0x', of: [word] });
  });

  it('made of itself ends', () => {
    expect(expand('$A', { A: 'x$A' }).text).toBe('xxxxxdocc-unknown-0x');
    expect(expand('$A', { A: '$A$A$A$A$A$A$A$A' }).text.length).toBeLessThanOrEqual(4_000);
  });
});
