import { type Files, textAt } from './files.ts';
import { short } from './problems.ts';
import type { ChartDependency } from './section.ts';
import type { StagedChart, Staging } from './stage.ts';

/**
 * Whether Helm refused for want of a dependency that was taken out: a named template of it, or a default value. What bears the name
 * of the chart's own templates is its own mistake.
 */
export function becauseMissing(said: string, { staging }: { readonly staging: Staging }, files: Files): string | undefined {
  const { missing, chart } = staging;
  if (missing.length === 0) return undefined;
  const template = /no template "([^"]{1,200})"|template "([^"]{1,200})" not defined/.exec(said)?.slice(1).find((each) => each !== undefined);
  if (template !== undefined) {
    const own = definedBy(chart, files).some((name) => prefixOf(name) === prefixOf(template));
    const dependency = missing.find((each) => namesOf(each).includes(prefixOf(template))) ?? (own ? undefined : missing[0]);
    return dependency === undefined ? undefined : short(`it needs the template ${template}, of ${shown(dependency)} as it seems, which is not in the submission`);
  }
  // The innermost expression is the one that Helm couldn't evaluate.
  const at = said.lastIndexOf(' at <');
  const expression = at === -1 ? '' : said.slice(at, at + 300);
  const dependency = missing.find((each) => namesOf(each).some((name) => expression.includes(`.Values.${name}.`) || expression.includes(`.Subcharts.${name}`)));
  return dependency === undefined ? undefined : short(`it reads values of ${shown(dependency)}, which is not in the submission`);
}

const prefixOf = (template: string): string => template.split(/[./]/)[0] ?? '';

const namesOf = ({ name, alias }: ChartDependency): readonly string[] => (alias === undefined ? [name] : [name, alias]);

const shown = ({ name, repository }: ChartDependency): string => (repository === undefined ? name : `${name} of ${repository}`);

/** Names that the chart's own templates define, those of charts within it too. */
function definedBy({ from, inside }: StagedChart, files: Files): readonly string[] {
  const folder = from.path === '.' ? 'templates/' : `${from.path}/templates/`;
  const texts = from.kind === 'archive' ? [] : [...files.keys()].filter((path) => path.startsWith(folder)).map((path) => textAt(files, path) ?? '');
  const own = texts.flatMap((text) => [...text.matchAll(/\{\{-? {0,3}define {1,3}"([^"\n]{1,200})"/g)].map(([, name = '']) => name));
  return [...own, ...inside.flatMap((each) => definedBy(each, files))];
}
