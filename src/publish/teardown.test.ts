import { describe, expect, it } from 'vitest';
import type { Report } from '../grade/report.ts';
import type { Teardown } from '../grade/teardown.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { complete } from './report.fixture.ts';
import { reportTerminal } from './terminal.ts';

const spend: Teardown['spend'] = { dollars: 0.0402, asOf: '2026-06', region: 'us-east-1', rows: [{ what: 'EKS control plane', of: 'docc-12-a', hours: 0.4, dollars: 0.0402, source: 'https://aws.amazon.com/eks/pricing/' }] };
const gone: Teardown = {
  complete: true,
  looked: '2026-11-21T12:40:00.000Z',
  resources: [
    { what: 'repository docc/12-a', created: '2026-11-21T12:00:00.000Z', deleted: '2026-11-21T12:38:00.000Z', state: 'deleted' },
    { what: 'cluster docc-12-a', state: 'not-made' },
  ],
  spend,
};
const left: Teardown = { ...gone, complete: false, resources: [...gone.resources, { what: 'namespace n in cluster c', created: '2026-11-21T12:05:00.000Z', state: 'left', because: 'a balancer | holds it' }] };

const withTeardown = (teardown: Teardown): Report => ({ ...complete(), measured: { asOf: '2026-11-21T12:00:00.000Z', teardown } });
const forms: readonly (readonly [string, (report: Report) => string])[] = [
  ['terminal', (report) => reportTerminal(report, { width: 200, colour: false, verbose: false })],
  ['Markdown', reportMarkdown],
  ['HTML', (report) => reportHtml(report)],
];
const plain = (text: string): string => text.replaceAll(/<[^>]*>|[`*\\]|\s+/g, ' ').replaceAll(/ +/g, ' ');

describe.each(forms)('what was made on AWS, in %s', (_, formed) => {
  it('is told with when each came and went, and what it cost by which list', () => {
    const text = plain(formed(withTeardown(gone)));
    for (const words of ['repository docc/12-a', 'created 2026-11-21T12:00:00.000Z, deleted 2026-11-21T12:38:00.000Z', 'asked for and never made', 'found nothing of it', 'About $0.04', '2026-06', 'EKS control plane, 0.40 h: $0.0402']) expect(text).toContain(words);
    expect(formed(withTeardown(gone))).toContain('https://aws.amazon.com/eks/pricing/');
  });
  it('is told as what it is where something is left', () => {
    const text = plain(formed(withTeardown(left)));
    expect(text).toContain('Of 3 things that docc made for this grade 2 are known to be gone');
    expect(text).toContain('still there');
  });
  it('is not spoken of where nothing was', () => expect(formed(complete())).not.toMatch(/Made on AWS|About \$/));
});
