import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report, Reviewer } from '../grade/report.ts';
import { hostileReports, hostileStrings } from './hostile.fixture.ts';
import { reportHtml } from './html.ts';
import { aboutSeveralLost, allEarned, complete, faulty, hostile, hostileText, severalLost, someLines, untouched, withheld } from './report.fixture.ts';
import { reviewerHtml } from './reviewer-html.ts';

/** A page without its style sheet, which says nothing of the report. */
const withoutSheet = (page: string): string => page.replace(/<style>[^]*<\/style>/, '').replace(/'sha256-[\w+/=]+'/, "'sha256-…'");

const tag = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z][a-zA-Z0-9-]*="[^"<>]*")*)\/?>/g;

// Every attribute that these pages write; none runs anything, and only `href` leads anywhere.
const attributes = new Set(
  'aria-hidden aria-label aria-labelledby charset class content cx cy fill focusable height href http-equiv id lang name patternTransform patternUnits r rel role scope width x x1 x2 y y1 y2'.split(' '),
);

const elements = new Set(
  'a article b blockquote body br caption circle code dd defs del details div dl dt figcaption figure footer h1 h2 h3 h4 h5 head header html ins li line main mark meta nav p pattern pre rect section span strong style summary svg table tbody td th thead title tr ul'.split(' '),
);

const leads = /^(?:#[a-z0-9-]+|https:\/\/[^\s"'<>]+)$/;

/** Whatever was said is text: outside of the tags that these pages write, no byte opens one, and no address leads to anything but https. */
function expectOnlyOurMarkup(page: string): void {
  expect(withoutSheet(page).replace('<!doctype html>', '').replaceAll(tag, '')).not.toMatch(/[<>]/);
  const odd = [...page.matchAll(tag)].flatMap(([, , name = '', written = '']) => [
    ...(elements.has(name) ? [] : [name]),
    ...[...written.matchAll(/ ([a-zA-Z0-9-]+)="([^"]*)"/g)].filter(([, attribute = '', value = '']) => !attributes.has(attribute) || (attribute === 'href' && !leads.test(value))).map(([whole]) => whole),
  ]);
  expect(odd).toEqual([]);
  expect(page).not.toMatch(/^\s*::|##\[/m);
}

/** Elements open and close in turn. */
function expectBalanced(page: string): void {
  const open: string[] = [];
  const crossed: string[] = [];
  for (const [whole, slash, name = ''] of withoutSheet(page).matchAll(tag)) {
    if (['br', 'meta'].includes(name) || whole.endsWith('/>')) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) crossed.push(whole);
  }
  expect([open, crossed]).toEqual([[], []]);
}

const reports = { allEarned, complete, untouched, severalLost, faulty, withheld, hostile };

it.each(Object.entries(reports))('makes whole pages of %s', (_, make) => {
  for (const page of [reportHtml(make(), someLines), reviewerHtml(make(), aboutSeveralLost)]) {
    expectOnlyOurMarkup(page);
    expectBalanced(page);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, anchor] of page.matchAll(/ href="#([^"]+)"/g)) expect(ids).toContain(anchor);
  }
});

describe('candidate bytes', () => {
  const reviewers: fc.Arbitrary<Reviewer> = fc.array(hostileStrings, { minLength: 3, maxLength: 9 }).map((strings) => {
    const said = (place: number): string => strings[place % strings.length] ?? '';
    const remarks = strings.map((text) => ({ text, checks: [said(1)] }));
    return { strengths: remarks, risks: remarks, prompts: strings.map((ask) => ({ topic: said(2), ask, check: said(0) })) };
  });

  it('never become markup, be they in the report or in the files', () => {
    fc.assert(
      fc.property(hostileReports, fc.array(hostileStrings, { minLength: 1, maxLength: 5 }), (report, lines) => {
        const page = reportHtml(report, () => Array.from({ length: 60 }, (_, place) => lines[place % lines.length] ?? ''));
        expectOnlyOurMarkup(page);
        expectBalanced(page);
      }),
      { numRuns: 30 },
    );
  });

  it('never become markup on the reviewer’s page', () => {
    fc.assert(
      fc.property(hostileReports, reviewers, (report, reviewer) => {
        const page = reviewerHtml(report, reviewer);
        expectOnlyOurMarkup(page);
        expectBalanced(page);
      }),
      { numRuns: 30 },
    );
  });

  it('are shown, not dropped', () => {
    expect(reportHtml(hostile())).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(hostileText).toContain('<img src=x onerror=alert(1)>');
  });
});

it.each([
  ['the candidate’s', reportHtml(severalLost(), someLines)],
  ['the reviewer’s', reviewerHtml(severalLost(), aboutSeveralLost)],
])('lets a browser take nothing but its own sheet: %s page', (_, page) => {
  const sheet = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? '';
  expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash('sha256', sheet, 'base64')}'; base-uri 'none'; form-action 'none'"`);
  expect(sheet).not.toMatch(/url\((?!#)|@import/);
  expect(page).not.toMatch(/<script|<link|<img|<iframe| style=| on[a-z]+=/);
});

describe('the candidate’s page', () => {
  it('reads well', async () => {
    await expect(withoutSheet(reportHtml(severalLost(), someLines))).toMatchFileSnapshot('golden/several-lost.html');
  });

  it('shows the line itself between its neighbours, with the indentation it has', () => {
    const page = reportHtml(severalLost(), someLines);
    expect(page).toContain('<span class="number">41</span><span class="sign">▸</span><mark>\tendpoint_public_access_cidrs = [&quot;0.0.0.0/0&quot;]</mark>');
    expect(page).toContain('<span># line 39</span>');
    expect(page).not.toContain('# line 38');
  });

  it('shows a change as the line that goes and the one that comes', () => {
    expect(reportHtml(severalLost(), someLines)).toMatch(/<del>FROM golang AS build<\/del>\n<\/span><span class="line comes">.*<ins>FROM golang:1\.26 AS build<\/ins>/);
    expect(reportHtml(severalLost())).not.toContain('<del>');
  });

  it('names places alone where nobody has the files, and where a line is past the end', () => {
    expect(reportHtml(severalLost())).toContain('<figure class="excerpt"><figcaption>terraform/eks.tf:41</figcaption></figure>');
    expect(reportHtml(severalLost(), () => ['one'])).toContain('<figcaption>terraform/eks.tf:41</figcaption></figure>');
  });

  it('keeps the reviewer’s page to itself', () => {
    expect(reportHtml({ ...severalLost(), reviewer: aboutSeveralLost })).toBe(reportHtml(severalLost()));
  });

  it('says first what brings most points', () => {
    expect(reportHtml(severalLost())).toContain('<b>Start here:</b> <a href="#lost-4-1">');
    expect(reportHtml(complete())).toContain('Nothing left to do.');
  });
});

describe('the reviewer’s page', () => {
  it('reads well', async () => {
    await expect(withoutSheet(reviewerHtml(severalLost(), aboutSeveralLost))).toMatchFileSnapshot('golden/several-lost.reviewer.html');
  });

  it('adds up each level', () => {
    const page = reviewerHtml(complete(), aboutSeveralLost);
    expect(page).toContain('lead</b>, and every one below it');
    expect(page).toMatch(/<th scope="row">junior<\/th>.*<b>(\d+\.\d)<\/b> \/ \1</);
  });

  it('is titled by the submission', () => {
    expect(reviewerHtml(severalLost(), aboutSeveralLost)).toContain('<title>octo/docc, for the reviewer: ');
  });

  it('says what would decide a level that is not reached', () => {
    const levelOf = (report: Report): string => /<p class="about">(No level [^<]*?) A level takes/.exec(reviewerHtml({ ...report, level: null }, aboutSeveralLost))?.[1] ?? '';
    expect(levelOf(allEarned())).toMatch(/^No level can be told yet: of the [\d.]+ points of junior, [\d.]+ are earned, none lost, and [\d.]+ not verified\. They are what decides it, by grading tier image/);
    expect(levelOf(severalLost())).toMatch(/are earned, [\d.]+ lost, and [\d.]+ not verified/);
    const judged = complete();
    const lost = { ...judged, objectives: judged.objectives.map((objective) => ({ ...objective, checks: objective.checks.map((check) => ({ ...check, verdict: 'fail' as const, earned: 0 })) })) };
    expect(levelOf(lost)).toMatch(/^No level is reached: ([\d.]+) of the \1 points of junior are lost, too many\.$/);
  });

  it('says so where there is neither strength nor risk', () => {
    const page = reviewerHtml(allEarned(), { strengths: [], risks: [], prompts: [] });
    expect(page).toContain('No check failed.');
    expect(page).toContain('No check above junior level passed.');
    expect(page).not.toContain('id="discussion"');
  });
});
