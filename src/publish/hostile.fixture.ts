import fc from 'fast-check';
import { type Report, report } from '../grade/report.ts';
import { severalLost } from './report.fixture.ts';

const pieces = [
  '@org/team', '#12', 'octo/repo#1', 'GH-1', 'fixes', 'user@evil.example', 'deadbeef1', 'https://evil.example', 'www.evil.example', 'mailto:a@b.c',
  '<', '>', '<b>', '<!--', '<!-- docc -->', '-->', '</details>', '<details>', '</summary>', '<https://a.example>', '&lt;', '&#64;', '&',
  '[', ']', '(', ')', '[a](javascript:b)', '![', '[^1]', '[^1]: x', '|', '\\', '`', '``', '```', '````', '~~~', '*', '__', '_', '~~', '$', '{', '^',
  '# ', '- ', '1. ', '> ', '---', '===', '+', ':-:', '/approve', ':tada:', '::error::', '::group', '##[group]', '::', '##',
  '\u001b[31m', '\u001b]8;;x\u0007', '\u001b', '\u009b', '\u0000', '\u202e', '\u2066', '\u200b', '\ufeff', '\u2028', '\u0085', '\ud800', '\u{e0041}', 'e\u0301\u0301\u0301\u0301\u0301\u0301',
  'word', 'a_b', 'chart/x_y.yaml', '中文', '👍', '.', ',', ';', '"', "'", '\n', '\r\n', '\t', ' ', '  ',
];

/** What candidates might write: everything that means something to a terminal, a log or GitHub, in any order. */
export const hostileStrings: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 16 }).map((chosen) => chosen.join('')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((chosen) => chosen.join(' ')),
  fc.string({ unit: 'binary', maxLength: 24 }),
  fc.constantFrom(...pieces).map((piece) => piece.repeat(900)),
);

// What the schema holds to a form.
const formed = new Set(['schema', 'verdict', 'cause', 'level', 'tier', 'trust', 'digest', 'asOf', 'code']);

/** A report that says hostile things in each of its strings, titles and ids too. */
export const hostileReports: fc.Arbitrary<Report> = fc.array(hostileStrings, { minLength: 1, maxLength: 12 }).map((strings) => {
  let turn = 0;
  const spoken = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((each: unknown) => spoken(each, key));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, spoken(each, name)]));
    return typeof value === 'string' && !formed.has(key) ? strings[turn++ % strings.length] : value;
  };
  return report.parse(spoken(severalLost(), ''));
});
