import { expect } from 'vitest';
import type { Report } from '../../src/grade/report.ts';
import { project } from '../../src/grade/project.ts';
import { reportHtml } from '../../src/publish/html.ts';
import { reportJson } from '../../src/publish/json.ts';
import { reportJunit } from '../../src/publish/junit.ts';
import { reportMarkdown } from '../../src/publish/markdown.ts';
import { reportSarif } from '../../src/publish/sarif.ts';
import { reportTerminal } from '../../src/publish/terminal.ts';
import { rubric } from './submissions.ts';

/** All that people and other programs get to read of a report. */
export function pagesOf(report: Report): Readonly<Record<string, string>> {
  const shown = project(report, 'candidate', rubric.challenge.skills);
  return {
    terminal: reportTerminal(report, { width: 80, colour: false, verbose: true }),
    markdown: reportMarkdown(shown),
    html: reportHtml(shown),
    junit: reportJunit(shown),
    sarif: reportSarif(shown),
    json: reportJson(shown),
  };
}

/** Moves a cursor, turns the reading order, or is no text. */
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const unseen = /[\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;
/** What GitHub's runner obeys in a log. */
const command = /^\s*(?:::[a-z][\w-]*(?:::|\s|$)|##\[)/im;

/** Markdown without its blocks and spans of code, where words are only words. */
const outsideCode = (markdown: string): string => markdown.replaceAll(/<code>[^<]*<\/code>/g, '').replaceAll(/^( *)(`{3,})[^\n]*\n[\s\S]*?\n *\2`* *$/gm, '').replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');

/** Whatever a candidate wrote: nothing of it moves a cursor, calls a command, mentions anybody or leaves its place. */
export function expectQuiet(report: Report): void {
  for (const [name, page] of Object.entries(pagesOf(report))) {
    expect(unseen.exec(page)?.[0], name).toBeUndefined();
    if (name === 'terminal' || name === 'markdown') expect(command.exec(page)?.[0], name).toBeUndefined();
    if (name === 'markdown') expect(/(?<![\w.])@\w.{0,20}|<!--.{0,20}|.{20}\]\((?!https:).{0,20}/.exec(outsideCode(page))?.[0], name).toBeUndefined();
    if (name === 'html') expect(/\b(?:href|src)="(?!https:\/\/|#)[^"]*/i.exec(page)?.[0], name).toBeUndefined();
  }
}
