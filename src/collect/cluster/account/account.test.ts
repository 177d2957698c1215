import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Right } from '../../../tools/kubernetes.ts';
import { rightsBeyond } from './own-rights.ts';
import { tokenPlacesIn } from './tokens.ts';

const texts = fc.array(fc.constantFrom('get', 'list', '*', 'pods', 'secrets', ''), { maxLength: 3 });
const right: fc.Arbitrary<Right> = fc.record({ verbs: texts, groups: texts, resources: texts, names: texts });
const rights = fc.array(right, { maxLength: 6 });

const all: Right = { verbs: ['*'], groups: ['*'], resources: ['*'], names: [] };

describe("an account's own rights", () => {
  it('are none where it has those of everybody, in whatever order they are told', () => {
    fc.assert(fc.property(rights, (everybodys) => rightsBeyond(everybodys.toReversed().map((each) => ({ ...each, verbs: each.verbs.toReversed() })), everybodys).length === 0));
  });

  it('are those that were added, each once', () => {
    fc.assert(
      fc.property(rights, (everybodys) => {
        const own = rightsBeyond([...everybodys, all, all], everybodys);
        expect(own).toEqual(rightsBeyond([all], everybodys));
      }),
    );
    expect(rightsBeyond([all, all], [])).toEqual([all]);
  });
});

describe('a token', () => {
  const mount = (point: string): string => `1201 1187 0:88 / ${point} ro,relatime - tmpfs tmpfs rw,size=65536k`;

  it.each([
    ['/run/secrets/kubernetes.io/serviceaccount', true],
    ['/var/run/secrets/kubernetes.io/serviceaccount', true],
    ['/var/run/secrets/eks.amazonaws.com/serviceaccount', true],
    ['/etc/resolv.conf', false],
    ['/srv/kubernetes.io/serviceaccount', false],
  ])('mounted on %s is one: %s', (point, isOne) => expect(tokenPlacesIn(`${mount('/')}\n${mount(point)}\n`)).toEqual(isOne ? [point] : []));
});
