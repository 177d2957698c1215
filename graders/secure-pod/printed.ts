import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import type { App } from '../../src/manifests/app.ts';
import type { Manifest } from '../../src/manifests/objects.ts';

/** A command that prints an object as it is deployed, or as it is written where nothing renders it. */
export function printed({ around }: Pick<App, 'around'>, manifest: Manifest): string {
  const { object, origin } = manifest;
  if (origin.kind === 'chart') return `${rendered(origin, object.path)}${alone(around, manifest)}`;
  if (origin.kind === 'kustomize') return `kubectl kustomize ${shellPath(origin.path)} | ${only(manifest)}`;
  return origin.kind === 'files' ? `cat ${shellPath(object.path)}${alone(around, manifest)}` : ofResource(manifest);
}

type Chart = Extract<Manifest['origin'], { kind: 'chart' }>;

function rendered({ path, valueFiles = [] }: Chart, template: string): string {
  const within = path === '.' ? template : template.slice(path.length + 1);
  return ['helm template docc-sample', shellPath(path), ...valueFiles.map((file) => `--values ${shellPath(file)}`), '--show-only', shellPath(within)].join(' ');
}

/** Where its file holds others, it is picked out. */
const alone = (around: readonly Manifest[], { object }: Manifest): string =>
  around.filter((each) => each.object.path === object.path).length > 1 ? ` | ${only({ object })}` : '';

/** Of YAML documents, those of its kind and name; a name that files don't tell is left out. */
function only({ object: { kind, name } }: Pick<Manifest, 'object'>): string {
  const named = name.includes('docc-unknown-') || name === '' ? '' : name;
  const program = '/^---/{if(a&&b)printf "%s",d;d="";a=b=0}{d=d $0 "\\n"}$1=="kind:"&&$2==k{a=1}$1=="name:"&&($2==n||n==""||$2=="\\""n"\\""){b=1}END{if(a&&b)printf "%s",d}';
  return `awk -v k=${shellWord(kind)} -v n=${shellWord(named)} ${shellWord(program)}`;
}

function ofResource({ object: { address = '', path } }: Manifest): string {
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
  const all = origin.kind === 'chart' ? `helm template docc-sample ${shellPath(origin.path)}` : origin.kind === 'kustomize' ? `kubectl kustomize ${shellPath(origin.path)}` : `{ test ! -e ${shellPath(object.path)} || ${origin.kind === 'files' ? `cat ${shellPath(object.path)}` : ofResource(manifest)}; }`;
  const picked = origin.kind === 'terraform' ? all : `${all} | ${only(manifest)}`;
  return `text=$(set -o pipefail; ${picked}) && ! printf '%s\\n' "$text" | grep -nE ${shellWord(pattern)}`;
}

/** For text that candidates wrote, within a pattern. */
export const literally = (text: string): string => text.replaceAll(/[^A-Za-z0-9_ -]/g, '.');
