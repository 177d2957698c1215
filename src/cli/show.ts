import { z } from 'zod';
import type { Report } from '../grade/report.ts';
import type { SourceLines } from '../publish/html/excerpt.ts';
import { inTheirReport, typed } from './called.ts';
import type { World } from './world.ts';

export const forms = z.enum(['terminal', 'json', 'markdown', 'html', 'sarif', 'junit', 'badge', 'badge-json']);
export type Form = z.infer<typeof forms>;

export type Shown = {
  readonly form: Form;
  /** Passed checks too. */
  readonly verbose: boolean;
  /** The same grading once more, `grade ~/fork --tier image`; absent where no folder was graded. */
  readonly again?: string;
  /** The lines of the submission's files, where they are at hand. */
  readonly sourceLines?: SourceLines;
};

/** A report in one of its forms. Each writer is loaded when it is asked for. */
export async function inForm(report: Report, { form, verbose, again, sourceLines }: Shown, world: World): Promise<string> {
  switch (form) {
    case 'json':
      return (await import('../publish/json.ts')).reportJson(report);
    case 'markdown':
      return (await import('../publish/markdown.ts')).reportMarkdown(inTheirReport(report, world.called));
    case 'html':
      return (await import('../publish/html.ts')).reportHtml(inTheirReport(report, world.called), sourceLines);
    case 'sarif':
      return (await import('../publish/sarif.ts')).reportSarif(report);
    case 'junit':
      return (await import('../publish/junit.ts')).reportJunit(report);
    case 'badge':
      return (await import('../publish/badge-svg.ts')).badgeSvg(report);
    case 'badge-json': {
      const [{ badgeOf }, { jsonText }] = await Promise.all([import('../publish/github/badge.ts'), import('../publish/json.ts')]);
      return jsonText(badgeOf(report));
    }
    case 'terminal': {
      const { reportTerminal } = await import('../publish/terminal.ts');
      const next = again === undefined ? {} : { grade: typed(world.called, again), doctor: typed(world.called, 'doctor') };
      return reportTerminal(inTheirReport(report, world.called), { width: world.stdout.columns, colour: inColour(world), verbose, next });
    }
  }
}

/** As people expect of a command: NO_COLOR and FORCE_COLOR decide, else whether somebody looks. */
export function inColour({ env, stdout }: World): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return stdout.isTTY && env['TERM'] !== 'dumb';
}
