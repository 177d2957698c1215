import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/collect/terraform/section.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { anyName, answersFor, dnsName, fullNames, holdsHost, isElsewhere } from './host.ts';

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };

const known = (text: string): Value => ({ known: text });
const unknown: Value = { unknown: true, refs: [{ to: 'var.domain' }] };
const template = (...parts: readonly Value[]): Value => ({ unknown: true, shape: { kind: 'template', parts } });

const answer = (name: Value, zone: Value = unknown) => answersFor(fullNames(dnsName(name), dnsName(zone)), settings);

describe('whether a record answers for the host', () => {
  it.each([
    ['its whole name', known('service.docc.domain.io'), known('domain.io'), 'yes'],
    ['with a dot and in capitals', known('Service.docc.Domain.io.'), known('domain.io.'), 'yes'],
    ['relative to the zone', known('service.docc'), known('domain.io'), 'yes'],
    ['relative to a zone below', known('service'), known('docc.domain.io'), 'yes'],
    ['the top of a zone of its own', known(''), known('service.docc.domain.io'), 'yes'],
    ['with an unknown domain', template(known('service.docc.'), unknown), known('domain.io'), 'yes'],
    ['relative to an unknown zone', known('service.docc'), unknown, 'yes'],
    ['a wildcard above it', known('*.docc'), known('domain.io'), 'yes'],
    ['a wildcard far above it', known('*.domain.io'), known('domain.io'), 'yes'],
    ['a wildcard of an unknown domain', template(known('*.docc.'), unknown), unknown, 'yes'],
    ['half of it', known('service'), unknown, 'maybe'],
    ['an unknown name', unknown, known('domain.io'), 'maybe'],
    ['an unknown first part', template(unknown, known('.domain.io')), known('domain.io'), 'maybe'],
    ['a wildcard of an unknown zone', known('*'), unknown, 'maybe'],
    ['another domain', known('service.docc.example.com'), known('example.com'), 'no'],
    ['another name', known('docc'), known('domain.io'), 'no'],
    ['a wildcard below it', known('*.service.docc'), known('domain.io'), 'no'],
    ['the name twice', known('service.docc.domain.io'), known('docc.domain.io'), 'yes'],
    ['the name in another zone', known('service.docc.domain.io'), known('example.com'), 'no'],
  ] as const)('%s', (_, name, zone, expected) => {
    expect(answer(name, zone)).toBe(expected);
  });

  it('never says no to what can become the host', () => {
    const cut = fc.tuple(fc.nat(22), fc.nat(22)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(cut, ([from, to]) => {
        const host = 'service.docc.domain.io';
        expect(answer(template(known(host.slice(0, from)), unknown, known(host.slice(to))))).not.toBe('no');
      }),
    );
  });
});

it('knows the right name in the wrong domain', () => {
  expect(isElsewhere('service.docc.example.com', settings)).toBe(true);
  expect(isElsewhere('service.example.com', settings)).toBe(false);
});

it.each([
  ['domain.io', true],
  ['docc.domain.io', true],
  ['service.docc.domain.io', true],
  ['.domain.io', true],
  ['main.io', false],
  ['example.com', false],
  [anyName, true],
])('tells whether names under %j may hold the host', (suffix, expected) => {
  expect(holdsHost(suffix, settings)).toBe(expected);
});
