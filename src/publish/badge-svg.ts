import type { Report } from '../grade/report.ts';
import { html as svg } from './html/markup.ts';
import { points, standing, wholePoints } from './words.ts';

// White on each of them has the contrast that WCAG asks of small text.
const colours = { Passed: '#1a7f37', 'Not passed': '#cf222e', Undecided: '#57606a' } as const;

/** Of Verdana at 11 px, near enough for digits: the text is stretched to it. */
const perCharacter = 7;
const label = 'docc';
const labelWidth = label.length * perCharacter + 10;

/** The grade as a badge for a README. */
export function badgeSvg(report: Report): string {
  const { word } = standing(report);
  const message = `${points(report.earned)}/${wholePoints(report.possible)}`;
  const width = message.length * perCharacter + 10;
  const text = (words: string, start: number, wide: number) =>
    svg`<text x="${start + wide / 2}" y="14" textLength="${wide - 10}">${words}</text>`;
  return svg`<svg xmlns="http://www.w3.org/2000/svg" width="${labelWidth + width}" height="20" role="img" aria-label="${label}: ${message}, ${word.toLowerCase()}">
<title>${label}: ${message}, ${word.toLowerCase()}</title>
<clipPath id="round"><rect width="${labelWidth + width}" height="20" rx="3"/></clipPath>
<g clip-path="url(#round)"><rect width="${labelWidth}" height="20" fill="#24292f"/><rect x="${labelWidth}" width="${width}" height="20" fill="${colours[word]}"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">${text(label, 0, labelWidth)}${text(message, labelWidth, width)}</g>
</svg>
`.markup;
}
