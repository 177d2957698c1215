import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileReports } from './hostile.fixture.ts';
import { allEarned, complete, faulty, hostile, severalLost, untouched, withheld } from './report.fixture.ts';
import { reportTerminal, type TerminalOptions } from './terminal.ts';

const plain: TerminalOptions = {
  width: 80,
  colour: false,
  verbose: false,
  next: { grade: 'npm run -s grade -- .', doctor: 'npm run -s docc -- doctor' },
};

const reports = { 'all-earned': allEarned, complete, untouched, 'several-lost': severalLost, faulty, withheld, hostile };

describe.each(Object.entries(reports))('%s', (name, make) => {
  it.each([80, 50])('reads well at %i columns', async (width) => {
    await expect(reportTerminal(make(), { ...plain, width })).toMatchFileSnapshot(`golden/${name}.${width}.txt`);
  });

  it('says the same in colour', () => {
    const coloured = reportTerminal(make(), { ...plain, colour: true });
    expect(coloured).toContain('\u001b[1m');
    expect(stripVTControlCharacters(coloured)).toBe(reportTerminal(make(), plain));
  });
});

it('lists what passed only when asked', () => {
  expect(reportTerminal(severalLost(), plain)).not.toContain('multi-stage');
  expect(reportTerminal(severalLost(), { ...plain, verbose: true })).toMatch(/✓ {2}1\.3 {2}The toolchain stays out of the final stage\n {8}multi-stage: as asked/);
});

it('keeps to a hundred columns on a wider screen, and to its words on a tiny one', () => {
  const lines = (width: number) => reportTerminal(allEarned(), { ...plain, width }).split('\n');
  expect(Math.max(...lines(300).map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines(1).join(' ')).toContain('Undecided');
});

it('keeps commands, paths and addresses in one piece to be copied', () => {
  const text = reportTerminal(severalLost(), { ...plain, width: 40 });
  expect(text).toContain("! grep -nE '^FROM [a-z/]+( AS .*)?$' Dockerfile build/ci_tools/Dockerfile");
  expect(text).toContain('https://docs.docker.com/build/building/best-practices/#pin-base-image-versions');
  expect(text).toContain('build/ci_tools/Dockerfile:3');
});

it('goes on without commands to name', () => {
  const { next: _, ...without } = plain;
  expect(reportTerminal(severalLost(), without)).toMatch(/then grade again\.\n$/);
  expect(reportTerminal(allEarned(), without)).toMatch(/What the rest waits for stands above\.\n$/);
});

it('says so when nothing could be judged', () => {
  const report = { ...allEarned(), earned: 0, verified: 0 };
  expect(reportTerminal(report, plain)).toContain('Next: nothing could be judged here.');
});

it('tells once what keeps several tiers from being looked at', () => {
  const alike = allEarned().notExercised.map((each) => ({ ...each, reason: 'no grader judges this yet', remedy: 'nothing to do' }));
  const text = reportTerminal({ ...allEarned(), notExercised: alike }, plain);
  expect(text.match(/no grader judges this yet/g)).toHaveLength(1);
  expect(text).toMatch(/image +\d+\.\d points\n[^]*all 3: no grader judges this yet\n +→ nothing to do\n/);
});

it('keeps the reviewer’s page to itself', () => {
  const reviewer = { strengths: [], risks: [], prompts: [{ topic: 'Networking', ask: 'Why so open?', check: 'network-policy' }] };
  expect(reportTerminal({ ...severalLost(), reviewer }, plain)).toBe(reportTerminal(severalLost(), plain));
});

it('moves no cursor and calls no command, whatever a report says', () => {
  fc.assert(
    fc.property(hostileReports, fc.integer({ min: 1, max: 120 }), (report, width) => {
      const text = reportTerminal(report, { ...plain, width, verbose: true });
      expect(text.replaceAll(/[\n\t]/g, '')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u);
      expect(text).not.toMatch(/^\s*::[a-z]+(?:::| |$)/im);
      expect(text).not.toContain('##[');
    }),
    { numRuns: 60 },
  );
});
