import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import type { App } from '../../src/manifests/app.ts';
import type { Manifest } from '../../src/manifests/objects.ts';

/** A command that prints an object as it is deployed, or as it is written where nothing renders it. */
export function printed({ around }: Pick<App, 'around'>, manifest: Manifest): string {
  const { object, origin } = manifest;
  if (origin.kind === 'chart') return `${rendered(origin, object.path)}${alone(around, manifest)}`;
  if (origin.kind === 'kustomize') return `kubectl kustomize ${shellPath(origin.path)} | ${only(manifest)}`;
  return origin.kind === 'files' ? `cat ${shellPath(object.path)}${alone(around, manifest)}` : resourceOf(manifest);
}

type Chart = Extract<Manifest['origin'], { kind: 'chart' }>;

/** All that a release of a chart makes, with the values files that it takes. */
export const everyDocument = ({ path, valueFiles = [] }: Chart): string => ['helm template docc-sample', shellPath(path), ...valueFiles.map((file) => `--values ${shellPath(file)}`)].join(' ');

const rendered = (chart: Chart, template: string): string =>
  `${everyDocument(chart)} --show-only ${shellPath(chart.path === '.' ? template : template.slice(chart.path.length + 1))}`;

/** Where its file holds others, it is picked out: not of JSON, which is not in lines. */
const alone = (around: readonly Manifest[], { object }: Manifest): string =>
  !object.path.endsWith('.json') && around.filter((each) => each.object.path === object.path).length > 1 ? ` | ${only({ object })}` : '';

/** Of YAML documents, those of its kind and name; a name that files don't tell is left out. */
export function only({ object: { kind, name } }: { readonly object: { readonly kind: string; readonly name: string } }): string {
  const named = name.includes('docc-unknown-') || name === '' ? '' : name;
  const program = '/^---/{if(a&&b)printf "%s",d;d="";a=b=0}{d=d $0 "\\n"}$1=="kind:"&&$2==k{a=1}$1=="name:"&&($2==n||n==""||$2=="\\""n"\\""){b=1}END{if(a&&b)printf "%s",d}';
  return `awk -v k=${shellWord(kind)} -v n=${shellWord(named)} ${shellWord(program)}`;
}

/** The text of a resource of Terraform's. */
export function resourceOf({ object: { address = '', path } }: Manifest): string {
  const [type = '', name = ''] = address.replace(/\[[^\]]*\]$/, '').split('.').slice(-2);
  return `sed -n ${shellWord(`/^resource "${type}" "${name}"/,/^}/p`)} ${shellPath(path)}`;
}

/** An extended regular expression for a field with a value, in YAML, JSON and Terraform alike. */
export function field(name: string, value: string): string {
  const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `${snake === name ? name : `(${name}|${snake})`}"?[[:space:]]*[:=][[:space:]]*"?${value}`;
}

/** Where a value ends, in a block, a flow or a list. */
export const ends = `["']?([],}[:space:]]|$)`;

/** For objects of one kind, wherever they are written: fails until there is one more than now. */
export const oneMore = (pattern: string, now: number): string => {
  const search = `--include='*.y*ml' --include='*.tf' ${shellWord(pattern)} .`;
  return now === 0 ? `grep -rnE ${search}` : `test "$(grep -rhE ${search} | wc -l)" -gt ${now}`;
};

/** Fails until that many lines of it match. */
export const counted = (app: Pick<App, 'around'>, manifest: Manifest, pattern: string, least = 1): string =>
  least === 1 ? `${printed(app, manifest)} | grep -E ${shellWord(pattern)}` : `test "$(${printed(app, manifest)} | grep -cE ${shellWord(pattern)})" -ge ${least}`;

/** Fails while a line of it matches, or where it can't be printed. */
export const free = (app: Pick<App, 'around'>, manifest: Manifest, pattern: string): string =>
  `text=$(${printed(app, manifest)}) && ! printf '%s\\n' "$text" | grep -nE ${shellWord(pattern)}`;

/** The same of an object that may be gone altogether when it is mended. */
export function freeOrGone(manifest: Manifest, pattern: string): string {
  const { object, origin } = manifest;
  const all = origin.kind === 'chart' ? everyDocument(origin) : origin.kind === 'kustomize' ? `kubectl kustomize ${shellPath(origin.path)}` : `{ test ! -e ${shellPath(object.path)} || ${origin.kind === 'files' ? `cat ${shellPath(object.path)}` : resourceOf(manifest)}; }`;
  const picked = origin.kind === 'terraform' || object.path.endsWith('.json') ? all : `${all} | ${only(manifest)}`;
  return `text=$(set -o pipefail; ${picked}) && ! printf '%s\\n' "$text" | grep -nE ${shellWord(pattern)}`;
}

/** For text that candidates wrote, within a pattern. */
export const literally = (text: string): string => text.replaceAll(/[^A-Za-z0-9_ -]/g, '.');
