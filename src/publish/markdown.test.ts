import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileReports } from './hostile.fixture.ts';
import { reportMarkdown } from './markdown.ts';
import { allEarned, complete, faulty, hostile, severalLost, untouched, withheld } from './report.fixture.ts';

const reports = { 'all-earned': allEarned, complete, untouched, 'several-lost': severalLost, faulty, withheld, hostile };

const filesAt = 'https://github.com/octo/docc/blob/0123456789abcdef0123456789abcdef01234567';

describe.each(Object.entries(reports))('%s', (name, make) => {
  it('reads well', async () => {
    await expect(reportMarkdown(make(), filesAt)).toMatchFileSnapshot(`golden/${name}.md`);
  });
});

/** The lines outside of fences; throws when a fence is left open. */
function outsideFences(markdown: string): readonly string[] {
  const outside: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const marker = /^ {0,3}(`{3,})[^`]*$/.exec(line)?.[1];
    if (fence === undefined && marker !== undefined) fence = marker;
    else if (fence !== undefined && line.trim() === fence) fence = undefined;
    else if (fence === undefined) outside.push(line);
  }
  expect(fence).toBeUndefined();
  return outside;
}

/** Elements that start a line of their own open and close in turn. */
function expectFoldsInTurn(lines: readonly string[]): void {
  const folds = lines.filter((line) => /^<\/?details/.test(line));
  expect(folds).toEqual(folds.map((_, place) => (place % 2 === 0 ? '<details>' : '</details>')));
  expect(folds.length % 2).toBe(0);
  expect(lines.filter((line) => line.startsWith('<summary>')).every((line) => line.endsWith('</summary>') || line.includes('</summary>'))).toBe(true);
}

it('stays whole and short enough for a comment, whatever a report says', () => {
  fc.assert(
    fc.property(hostileReports, fc.boolean(), (report, linked) => {
      const markdown = reportMarkdown(report, linked ? filesAt : undefined);
      expect(markdown.length).toBeLessThanOrEqual(60_000);
      expect(markdown).not.toContain('<!--');
      const lines = outsideFences(markdown);
      expectFoldsInTurn(lines);
      expect(lines.filter((line) => line.startsWith('| ')).every((line) => line.endsWith(' |'))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

const many = (times: number) => {
  const report = severalLost();
  return { ...report, objectives: report.objectives.map((objective) => ({ ...objective, checks: Array.from({ length: times }, () => objective.checks).flat() })) };
};

it('leaves out whole checks and parts when there is too much, and says which', () => {
  const markdown = reportMarkdown(many(40), filesAt);
  expect(markdown.length).toBeLessThanOrEqual(60_000);
  expect(markdown).toContain('> **Left out, for this comment was too long:**');
  expect(markdown).toMatch(/\d+ of 80 under objective 3; objective 4/);
  expect(markdown).toMatch(/\n---\n\n<sub>.*docc 0\.1\.0.*<\/sub>\n$/);
  expectFoldsInTurn(outsideFences(markdown));
});

it('keeps the reviewer’s page to itself', () => {
  const reviewer = { strengths: [], risks: [], prompts: [{ topic: 'Networking', ask: 'Why so open?', check: 'network-policy' }] };
  expect(reportMarkdown({ ...severalLost(), reviewer })).toBe(reportMarkdown(severalLost()));
});

it('says nothing of leaving out when all is there', () => expect(reportMarkdown(severalLost())).not.toContain('Left out'));

it('links places only where the files can be read, and only to where they are', () => {
  expect(reportMarkdown(severalLost(), filesAt)).toContain(`[\`terraform/eks.tf:41\`](${filesAt}/terraform/eks.tf#L41)`);
  expect(reportMarkdown(severalLost())).toContain('- **Where:** `terraform/eks.tf:41`');
  expect(reportMarkdown(hostile(), filesAt)).not.toContain('](https://github.com/octo/evil');
  expect(reportMarkdown(hostile(), filesAt)).not.toContain('../evil)');
});
