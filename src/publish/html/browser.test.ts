import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '../html.ts';
import { aboutSeveralLost, complete, faulty, hostile, hostileText, severalLost, someLines, untouched } from '../report.fixture.ts';
import { reviewerHtml } from '../reviewer-html.ts';
import { type Browser, chromium, type Look, openBrowser } from './chromium.fixture.ts';

const hostileRemark = { text: hostileText, checks: [hostileText] };
const hostileReviewer = { strengths: [hostileRemark], risks: [hostileRemark], prompts: [{ topic: hostileText, ask: hostileText, check: hostileText }] };
const hostileLines = () => Array.from({ length: 60 }, () => hostileText);

const pages: Readonly<Record<string, string>> = {
  'candidate, several lost': reportHtml(severalLost(), someLines),
  'candidate, untouched': reportHtml(untouched()),
  'candidate, complete': reportHtml(complete()),
  'candidate, our fault': reportHtml(faulty()),
  'candidate, hostile': reportHtml(hostile(), hostileLines),
  'reviewer, several lost': reviewerHtml(severalLost(), aboutSeveralLost),
  'reviewer, hostile': reviewerHtml(hostile(), hostileReviewer),
};

const looks: readonly Look[] = [
  { width: 390, scheme: 'dark' },
  { width: 1280, scheme: 'light' },
];

describe.skipIf(chromium === undefined)('in Chromium (where it is on PATH)', () => {
  let browser: Browser;
  let folder = '';
  let axe = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docc-pages-'));
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    browser = await openBrowser(chromium ?? '');
  });
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function show(name: string, look: Look): Promise<void> {
    const path = join(folder, 'page.html');
    await writeFile(path, pages[name] ?? '');
    await browser.show(path, look);
  }

  /** What axe finds wrong, by rule and place; its best practices too. */
  async function violations(): Promise<unknown> {
    await browser.evaluate(`${axe};0`);
    return await browser.evaluate("axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target.join(' '), failureSummary])))");
  }

  it.each(Object.keys(pages).flatMap((name) => looks.map((look) => ({ name, ...look }))))('$name: no barrier at $width px, $scheme', async ({ name, ...look }) => {
    await show(name, look);
    expect(await violations()).toEqual([]);
    expect(await browser.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
  });

  it.each(['candidate, hostile', 'reviewer, hostile'])('%s: nothing of it becomes an element, runs or is asked for', async (name) => {
    await show(name, { width: 1280, scheme: 'light' });
    expect(await browser.evaluate("document.querySelectorAll('img, script, iframe, object, embed, link, form, base, [onerror], [style]').length")).toBe(0);
    expect(await browser.evaluate("performance.getEntriesByType('resource').length")).toBe(0);
    expect(await browser.evaluate('document.body.innerText')).toContain('<img src=x onerror=alert(1)>');
  });

  it('applies its sheet under its own policy, in light and in dark', async () => {
    const background = 'getComputedStyle(document.documentElement).backgroundColor';
    await show('candidate, several lost', { width: 390, scheme: 'light' });
    expect(await browser.evaluate(background)).toBe('rgb(255, 255, 255)');
    await show('candidate, several lost', { width: 390, scheme: 'dark' });
    expect(await browser.evaluate(background)).toBe('rgb(15, 19, 24)');
  });

  it('prints', async () => {
    await show('candidate, several lost', { width: 1280, scheme: 'dark' });
    expect((await browser.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  });
});
