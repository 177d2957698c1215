import { expect, it } from 'vitest';
import { badgeSvg } from './badge-svg.ts';
import { complete, hostile, severalLost, untouched } from './report.fixture.ts';

it('tells points and verdict, to screen readers too', () => {
  expect(badgeSvg(complete())).toContain('aria-label="docc: 100.0/100, passed"');
  expect(badgeSvg(severalLost())).toContain('<title>docc: 42.3/100, undecided</title>');
  expect(badgeSvg(untouched())).toContain('fill="#cf222e"');
});

it('quotes nobody', () => expect(badgeSvg(hostile())).not.toMatch(/evil|script|octo/));
