import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { loadChallenge } from '../catalogue/challenge.ts';
import { type Examples, readExamples } from '../catalogue/examples.ts';
import type { Check } from '../grade/check.ts';
import { levelOf, type Row } from '../grade/rubric.ts';
import { listed } from '../publish/words.ts';
import { WrongUse } from './exit.ts';
import { nearest } from './nearest.ts';
import { challengePath, loadRubric } from './rubric.ts';
import type { World } from './world.ts';

const options = z.strictObject({ id: z.string(), challenge: z.string() });

/** `docc explain`: one check as a page of text. */
export async function explainCommand(world: World, given: unknown): Promise<void> {
  const { id, challenge } = options.parse(given);
  const path = challengePath(challenge, world.cwd);
  const [rubric, { roots }] = await Promise.all([loadRubric(path, world.findGraders), loadChallenge(path)]);
  for (const { rows, grader, title } of rubric.objectives) {
    const row = rows.find((each) => each.id === id);
    if (row === undefined) continue;
    world.stdout.write(row.kind === 'planned' ? plannedPage(row, title) : builtPage(row, title, row.check, await examplesOf(roots, grader, id)));
    return;
  }
  const near = nearest(id, rubric.order.map((row) => row.id));
  const perhaps = near.length === 0 ? '' : `\n  Perhaps it is ${listed(near, 'or')}.`;
  throw new WrongUse(`the challenge ${rubric.challenge.id} has no check ${id}${perhaps}\n  All of them: \`docc list checks\``);
}

async function examplesOf(roots: readonly string[], grader: string, id: string): Promise<Examples | undefined> {
  for (const root of roots) {
    const folder = join(root, grader, 'checks');
    const there = await stat(join(folder, `${id}.examples.yml`)).catch(() => undefined);
    if (there !== undefined) return await readExamples(folder, id);
  }
  return undefined;
}

const plannedPage = (row: Row, objective: string): string =>
  `${row.id}: ${row.kind === 'planned' ? row.planned.title : ''}\n\nOf "${objective}", ${facts(row)}. No grader judges it yet.\n`;

function builtPage(row: Row, objective: string, check: Check, examples: Examples | undefined): string {
  const sections = Object.values(check.needs).map(({ id }) => id);
  return [
    `${check.id}: ${check.title}`,
    `Of "${objective}", ${facts(row)}; reads ${sections.join(', ')}.`,
    ...(check.after.length > 0 ? [`Comes after ${check.after.join(', ')}.`] : []),
    '',
    `Why   ${check.why}`,
    `Docs  ${check.docs}`,
    ...(examples === undefined ? [] : examplePages(examples)),
    '',
  ].join('\n');
}

function examplePages({ good: [passes], bad: [fails] }: Examples): readonly string[] {
  return [
    ...(passes === undefined ? [] : ['', `Passes: ${passes.title}`, ...listing(passes.files)]),
    ...(fails === undefined ? [] : ['', `Fails: ${fails.title}`, ...listing(fails.files), `  observed: ${fails.observed}${fails.at === undefined ? '' : ` (${fails.at})`}`]),
  ];
}

const listing = (files: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(files).flatMap(([path, text]) => [`  ${path}`, ...text.trimEnd().split('\n').map((line) => `    ${line}`.trimEnd())]);

const facts = (row: Row): string => `${row.tenths / 10} points, level ${levelOf(row)}, tier ${row.tier}`;
