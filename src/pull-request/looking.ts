import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type Finding, lint } from '../collect/lint/section.ts';
import { scan, type Vulnerability } from '../collect/scan/section.ts';
import { observationOf } from '../evidence/evidence.ts';
import type { SectionDefinition } from '../evidence/section.ts';
import { openBundle } from '../evidence/store.ts';
import { exitCodes } from '../cli/exit.ts';
import { inCell, inMarkdown, longest, oneLine } from '../publish/neutral.ts';
import { folderShelf } from '../tools/folder.ts';
import { action, type Outside } from './action.ts';
import { run } from './collect.ts';

/** GitHub shows no more of one step: https://docs.github.com/en/actions/reference/workflows-and-actions/limits */
const mostShown = 10;

const where = { folder: z.string().min(1), out: z.string().min(1) };

/** Hadolint under docc's rules on the Dockerfiles of a folder, in anybody's workflow. */
export const lintDockerfile = action({
  inputs: z.object({ ...where, 'fail-on': z.enum(['error', 'warning', 'never']) }),
  outputs: z.object({ findings: z.number(), errors: z.number(), warnings: z.number() }),
  run: async ({ folder, out, 'fail-on': limit }, outside) => {
    const { files } = await seen('source', lint, { folder, out }, outside);
    const all = files.flatMap(({ path, findings }) => findings.map((finding) => ({ path, finding })));
    for (const { path, finding } of all.slice(0, mostShown)) outside.annotate(onLine(path, finding));
    await outside.summarise(table(['Where', 'Rule', 'Level', 'Says'], all.map(({ path, finding: { line, code, level, message } }) => [`${path}:${line}`, code, level, message])));
    const count = (level: Finding['level']): number => all.filter(({ finding }) => finding.level === level).length;
    const said = { findings: all.length, errors: count('error'), warnings: count('warning') };
    if ((limit !== 'never' && said.errors > 0) || (limit === 'warning' && said.warnings > 0)) throw new Error(`${said.errors} errors and ${said.warnings} warnings: the summary lists them`);
    return said;
  },
});

const onLine = (path: string, { line, code, message }: Finding) => ({ path, start_line: line, end_line: line, annotation_level: 'notice', title: code, message: oneLine(message, longest.line) }) as const;

/** Trivy on the image that docc builds of a folder, in anybody's workflow. */
export const scanImage = action({
  inputs: z.object({ ...where, 'fail-on': z.enum(['severe-fixable', 'severe', 'never']) }),
  outputs: z.object({ all: z.number(), severe: z.number(), 'severe-fixable': z.number(), materials: z.string() }),
  run: async ({ folder, out, 'fail-on': limit }, outside) => {
    const { counts, vulnerabilities, dockerfile } = await seen('image', scan, { folder, out }, outside);
    for (const each of vulnerabilities.slice(0, mostShown)) outside.annotate({ path: dockerfile, start_line: 1, end_line: 1, annotation_level: 'notice', title: each.id, message: oneLine(inWords(each), longest.line) });
    await outside.summarise(table(['Vulnerability', 'Severity', 'In', 'Says'], vulnerabilities.map((each) => [each.id, each.severity, each.target, inWords(each)])));
    const { severe, severeFixable, all } = counts;
    if ((limit === 'severe-fixable' && severeFixable > 0) || (limit === 'severe' && severe > 0)) throw new Error(`${severe} vulnerabilities of severity HIGH or CRITICAL, ${severeFixable} of them mended in a later version: the summary lists them`);
    return { all, severe, 'severe-fixable': severeFixable, materials: join(resolve(out), 'sbom.cdx.json') };
  },
});

const inWords = ({ package: name, installed, fixed, title }: Vulnerability): string => `${name} ${installed}${fixed === undefined ? ', not mended yet' : `, mended in ${fixed}`}${title === undefined ? '' : `: ${title}`}`;

/** Facts of a section, or an error that says why there are none. */
async function seen<Facts>(tier: 'source' | 'image', section: SectionDefinition<string, Facts>, { folder, out }: { readonly folder: string; readonly out: string }, outside: Outside): Promise<Facts> {
  const { code, err } = await run(['grade', folder, '--tier', tier, '--objective', 'hermetic-image', '--out', resolve(out), '--format', 'json']);
  outside.group(`Evidence: ${tier}`, err.split('\n'));
  if (code === exitCodes.wrongUse) throw new Error(err.trim());
  const observation = observationOf(await openBundle(folderShelf(join(resolve(out), 'evidence'))), section);
  switch (observation.status) {
    case 'observed':
      return observation.facts;
    case 'refused':
      throw new Error(`${observation.trouble.observed}: ${observation.trouble.fix}`);
    case 'fault':
      throw new Error(`our fault: ${observation.fault.message}: ${observation.fault.repair}`);
    case 'not-exercised':
      throw new Error(`${observation.absence.reason}: ${observation.absence.remedy}`);
  }
}

/** Candidates' words in a table of Markdown: one line each, and as text. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  if (rows.length === 0) return 'Nothing was found.\n';
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map((cell) => inCell(inMarkdown(cell, longest.line)))))].join('\n').concat('\n');
}
