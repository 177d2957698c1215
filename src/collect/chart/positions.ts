import { type Files, folderOf, inFolder } from './files.ts';
import { sourceOf, type StagedChart } from './stage.ts';

export type Position = { readonly path: string; readonly line?: number };

const longestToken = 500;

/**
 * The last place that Helm names which is a file of the submission: of templates that include each other, it names the outermost
 * first. Templates are named by their charts' names, values files by their paths.
 */
export function positionIn(message: string, chart: StagedChart, files: Files): Position | undefined {
  const named = message.split(/[\s"'()<>,]+/).flatMap((token) => (token.includes('/') && token.length <= longestToken ? placeOf(token, chart, files) ?? [] : []));
  return named.findLast(({ line }) => line !== undefined) ?? named.at(-1);
}

function placeOf(token: string, chart: StagedChart, files: Files): Position | undefined {
  const [name = '', line = ''] = token.replace(/[:.]$/, '').split(':');
  const path = [sourceOf(chart, name), name, inChart(chart, name)].find((each) => each !== undefined && files.has(each));
  if (path === undefined) return undefined;
  return /^[1-9]\d{0,6}$/.test(line) ? { path, line: Number(line) } : { path };
}

/** As `helm lint` names them: `templates/x.yaml`, `crds/x.yaml`. */
const inChart = ({ from }: StagedChart, name: string): string | undefined => (/^(?:templates|crds)\//.test(name) ? inFolder(from.path, name) : undefined);

/** `yaml: line 3: …` as Helm's YAML library says it; of text that is a file, not of what was rendered. */
export function yamlLine(message: string): number | undefined {
  const [, line] = /\byaml: (?:[a-z ]{1,40}: )?line (\d{1,7})\b/.exec(message) ?? [];
  return line === undefined ? undefined : Math.max(1, Number(line));
}

export const chartFile = (chart: StagedChart, name: string): string => inFolder(chart.from.kind === 'folder' ? chart.from.path : folderOf(chart.from.path), name);
