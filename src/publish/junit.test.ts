import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostileReports } from './hostile.fixture.ts';
import { reportJunit } from './junit.ts';
import { complete, faulty, hostile, severalLost, untouched } from './report.fixture.ts';

/** As an XML parser without a DTD reads it: known tags in turn, quoted attributes, nothing else that is markup, only characters that XML has. */
function expectWellFormed(text: string): void {
  expect(text.replaceAll(/[\n\t]/g, '')).not.toMatch(/\p{Cc}|[\ufffe\uffff]/u);
  const open: string[] = [];
  const crossed: string[] = [];
  const rest = text.replace('<?xml version="1.0" encoding="UTF-8"?>', '').replaceAll(/<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g, (whole, slash: string, name: string, _attributes: string, closed: string) => {
    if (slash === '/' ? open.pop() !== name : !['testsuites', 'testsuite', 'properties', 'property', 'testcase', 'failure', 'error', 'skipped'].includes(name)) crossed.push(whole);
    if (slash === '' && closed === '') open.push(name);
    return '';
  });
  expect([open, crossed]).toEqual([[], []]);
  expect(rest.replaceAll(/&(?:amp|lt|gt|quot|#\d+);/g, '')).not.toMatch(/[<>&]/);
}

it('reads well', async () => {
  await expect(reportJunit(severalLost())).toMatchFileSnapshot('golden/several-lost.junit.xml');
});

it.each(Object.entries({ complete, untouched, faulty, hostile }))('is well-formed for %s', (_, make) => expectWellFormed(reportJunit(make())));

it('counts failures, errors and what was skipped', () => {
  expect(reportJunit(faulty())).toMatch(/<testsuites [^>]* failures="0" errors="3" skipped="9">/);
  expect(reportJunit(severalLost())).toMatch(/<testsuites [^>]* failures="4" errors="0" /);
  expect(reportJunit(complete())).not.toMatch(/<failure|<error|<skipped/);
});

it('is well-formed, whatever a report says', () => {
  fc.assert(fc.property(hostileReports, (report) => expectWellFormed(reportJunit(report))), { numRuns: 30 });
});
