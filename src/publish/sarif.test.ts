import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Report } from '../grade/report.ts';
import { hostileReports } from './hostile.fixture.ts';
import { allEarned, complete, faulty, hostile, severalLost, untouched, withheld } from './report.fixture.ts';
import { reportSarif } from './sarif.ts';

// The part of the standard's schema that docc writes, as strict as the schema is, and as strict as the prose where that is stricter.
const message = z.strictObject({ text: z.string().min(1), markdown: z.string().min(1).optional() });
const artifactLocation = z.strictObject({ uri: z.string().regex(/^(?:\.|(?:[\w.!~*'()-]|%[0-9A-F]{2})+(?:\/(?:[\w.!~*'()-]|%[0-9A-F]{2})+)*)$/) });
const region = z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1).optional(), endLine: z.int().min(1).optional(), endColumn: z.int().min(1).optional() });
const location = z.strictObject({ id: z.int().optional(), physicalLocation: z.strictObject({ artifactLocation, region: region.optional() }) });
const replacement = z.strictObject({ deletedRegion: region, insertedContent: z.strictObject({ text: z.string() }).optional() });
const log = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.literal('docc'),
          version: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: message,
              fullDescription: message.optional(),
              helpUri: z.url().optional(),
              help: message,
              properties: z.strictObject({ level: z.string(), tier: z.string(), tags: z.array(z.string()).refine((tags) => new Set(tags).size === tags.length) }),
            }),
          ),
        }),
      }),
      automationDetails: z.strictObject({ id: z.string() }),
      invocations: z.tuple([z.strictObject({ executionSuccessful: z.boolean(), toolExecutionNotifications: z.array(z.strictObject({ level: z.literal('error'), message })) })]),
      columnKind: z.literal('utf16CodeUnits'),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().nonnegative(),
          level: z.enum(['error', 'warning']),
          message,
          locations: z.array(location).length(1),
          relatedLocations: z.array(location).min(1).optional(),
          partialFingerprints: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
          fixes: z.tuple([z.strictObject({ description: message, artifactChanges: z.array(z.strictObject({ artifactLocation, replacements: z.array(replacement).min(1) })).min(1) })]).optional(),
          properties: z.strictObject({ points: z.number() }),
        }),
      ),
    }),
  ]),
});

const parsed = (report: Report) => log.parse(JSON.parse(reportSarif(report))).runs[0];

it.each(Object.entries({ allEarned, complete, untouched, severalLost, faulty, withheld, hostile }))('is valid for %s', (_, make) => {
  const { results, tool } = parsed(make());
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
});

describe('a lost point', () => {
  const results = () => parsed(severalLost()).results;

  it('has its place, the other places, and the change that mends it', () => {
    const tagged = results().find(({ ruleId }) => ruleId === 'base-images-tagged');
    expect(tagged).toMatchObject({
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'Dockerfile' }, region: { startLine: 1 } } }],
      relatedLocations: [{ id: 1 }, { id: 2, physicalLocation: { artifactLocation: { uri: 'build/ci_tools/Dockerfile' } } }],
    });
    expect(tagged?.fixes?.[0].artifactChanges).toEqual([
      { artifactLocation: { uri: 'Dockerfile' }, replacements: [{ deletedRegion: { startLine: 1, startColumn: 1, endLine: 2, endColumn: 1 }, insertedContent: { text: 'FROM golang:1.26 AS build\n' } }] },
    ]);
  });

  it('is the same result when its lines move, another when its file does', () => {
    const moved = (line: number, path = 'chart/templates/deployment.yaml'): Report => {
      const report = severalLost();
      return { ...report, objectives: report.objectives.map((objective) => ({ ...objective, checks: objective.checks.map((check) => (check.id === 'network-policy' ? { ...check, at: { path, line } } : check)) })) };
    };
    const printOf = (report: Report) => parsed(report).results.find(({ ruleId }) => ruleId === 'network-policy')?.partialFingerprints;
    expect(printOf(moved(90))).toEqual(printOf(moved(1)));
    expect(printOf(moved(1, 'chart/templates/other.yaml'))).not.toEqual(printOf(moved(1)));
  });

  it('has a fingerprint of its own', () => {
    const prints = results().map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    expect(new Set(prints).size).toBe(results().length);
  });

  it('names the whole where it is nowhere yet', () => {
    expect(parsed(untouched()).results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('.');
  });
});

it('tells of our faults, and that the run was not whole', () => {
  const [invocation] = parsed(faulty()).invocations;
  expect(invocation.executionSuccessful).toBe(false);
  expect(invocation.toolExecutionNotifications[0]?.message.text).toContain('SIGKILL');
});

it('is valid, links nowhere by candidates’ words, and is safe to print, whatever a report says', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      const text = reportSarif(report);
      const { results } = log.extend({}).parse(JSON.parse(text)).runs[0];
      for (const { message: { text: told } } of results) expect(told.replaceAll(/\\./g, '')).not.toMatch(/[[\]]/);
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}|##\[/u);
    }),
    { numRuns: 30 },
  );
});
