import { posix } from 'node:path';
import type { ManifestOrigin, ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Json } from '../../src/collect/terraform/section.ts';
import { own } from '../../src/evidence/own.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { type Manifest, objects } from '../../src/manifests/objects.ts';
import type { Step } from '../../src/terraform/value.ts';
import { ends, everyDocument, field, free, literally, only, printed, resourceOf } from './printed.ts';

type Problem = ManifestsFacts['problems'][number];
/** What a schema or a rule has against the value at a pointer. */
export type Mistake = { readonly steps: readonly Step[]; readonly message: string };

/** Fails while the text of a file, or what a chart's template makes of it, has that problem. */
export function problemCommand(facts: ManifestsFacts, problem: Problem): string {
  const { path, twin } = problem;
  if (twin !== undefined) return twinsCommand(facts, path, twin);
  const charts = rendersOf(facts, path);
  if (charts.length > 0) return charts.map((chart) => strictlyRead(`${everyDocument(chart)} --skip-tests`)).join(' && ');
  if (/^(?:kustomization\.ya?ml|Kustomization)$/.test(posix.basename(path))) return `kubectl kustomize ${shellPath(posix.dirname(path))}`;
  return strictlyRead(`cat ${shellPath(path)}`);
}

/**
 * Neither Helm nor kubectl without a server minds a doubled key. Kustomize does, and a document that is no object, but it reads
 * nothing outside its folder.
 */
const strictlyRead = (print: string): string =>
  `(folder=$(mktemp -d) && trap 'rm -r "$folder"' EXIT && ${print} > "$folder/all.yaml" && echo 'resources: [all.yaml]' > "$folder/kustomization.yaml" && kubectl kustomize "$folder" > /dev/null)`;

type Chart = Extract<ManifestOrigin, { kind: 'chart' }>;

/** One for each way that its chart is released. */
function rendersOf({ origins }: ManifestsFacts, path: string): readonly Chart[] {
  const charts = origins.filter((origin): origin is Chart => origin.kind === 'chart' && (origin.path === '.' || path.startsWith(`${origin.path}/`)));
  return [...new Map(charts.map((chart) => [everyDocument(chart), chart])).values()].slice(0, 3);
}

/** Fails until no two objects have that kind and name, whichever of the two is taken away. */
function twinsCommand(facts: ManifestsFacts, path: string, twin: NonNullable<Problem['twin']>): string {
  const all = objects(facts).filter(({ object }) => object.kind === twin.kind && object.name === twin.name && object.hook === undefined);
  const origin = all.find(({ object }) => object.path === path)?.origin;
  const twins = all.filter((each) => each.origin === origin);
  if (origin?.kind === 'terraform') return oneResourceAtMost(twins);
  return `test "$(${whereTwinsAre(origin, twins)} | ${only({ object: twin })} | grep -c '^kind:')" -le 1`;
}

function whereTwinsAre(origin: ManifestOrigin | undefined, twins: readonly Manifest[]): string {
  if (origin?.kind === 'chart') return `${everyDocument(origin)} --no-hooks`;
  if (origin?.kind === 'kustomize') return `kubectl kustomize ${shellPath(origin.path)}`;
  const paths = [...new Set(twins.map(({ object }) => object.path))];
  // A document may end where the next file begins.
  return `for file in ${paths.map(shellPath).join(' ')}; do test ! -e "$file" || { echo ---; cat "$file"; }; done`;
}

/** Two of Terraform's resources make one object while both write its name. */
function oneResourceAtMost(twins: readonly Manifest[]): string {
  const pattern = shellWord(field('name', `${literally(twins[0]?.object.name ?? '')}${ends}`));
  return `! { ${twins.slice(0, 2).map((each) => `${resourceOf(each)} | grep -qE ${pattern}`).join(' && ')}; }`;
}

/** Fails while an object is as the schema or a rule won't have it, at that very place; an object that is gone has no mistake. */
export function mistakeCommand(facts: ManifestsFacts, manifest: Manifest, mistake: Mistake): string {
  if (manifest.origin.kind === 'terraform') return mistakeInTerraform(facts, manifest, mistake);
  const print = `text=$(${printed({ around: objects(facts) }, manifest)})`;
  const steps = mistake.steps.map((step, index) => (isList(jsonAt(manifest.object.body, mistake.steps.slice(0, index))) ? step : String(step)));
  if (isNoMap(manifest, steps)) return `${print} && printf '%s\\n' "$text" | kubectl patch --local -f - --type=merge --patch='{}' -o name`;
  const { template, fails, matched } = sightOf(manifest, { ...mistake, steps });
  const seen = `printf '%s\\n' "$text" | ${untyped} -o go-template=${shellWord(template)} 2> /dev/null`;
  return `${print} && ${fails === 'while' ? '! ' : ''}${seen} | ${matched}`;
}

/** Labels and annotations that are no texts: kubectl itself reads none of the object. */
const isNoMap = ({ object: { body } }: Manifest, steps: readonly Step[]): boolean =>
  steps[0] === 'metadata' && (steps[1] === 'labels' || steps[1] === 'annotations') && typeof jsonAt(body, steps) !== 'string';

/** Prints an object without asking a server, whatever its kind: of what kubectl does to files alone, this reads least. */
const untyped = 'kubectl label --local --overwrite -f - docc=1';

type Sight = { readonly template: string; readonly fails: 'while' | 'until'; readonly matched: string };

function sightOf({ object: { body } }: Manifest, { steps, message }: Mistake): Sight {
  const missing = missingIn(message);
  if (missing !== undefined) return { template: `{{printf "%T\\n" ${at([...steps, missing])}}}`, fails: 'until', matched: `grep -E '^(string|bool|int64|float64|map|\\[)'` };
  const name = steps.at(-1);
  if (message.startsWith('unknown field ') && typeof name === 'string') return { template: namesOf(steps.slice(0, -1), '{{println $name}}'), fails: 'while', matched: `grep -xF -e ${shellWord(name)}` };
  return { ...shapeOf(steps, jsonAt(body, steps)), fails: 'while' };
}

const missingIn = (message: string): string | undefined => /^(\w+) (?:is|are) required/.exec(message)?.[1];

/** What is there now: a text or a number with its type, all of an object, how long a list is. */
function shapeOf(steps: readonly Step[], json: Json | undefined): Pick<Sight, 'template' | 'matched'> {
  if (isList(json)) return { template: `{{println (len ${at(steps)})}}`, matched: `grep -xF ${json.length}` };
  if (!isObject(json)) return { template: `{{printf "%#v\\n" ${at(steps)}}}`, matched: `grep -E ${shellWord(scalarInGo(json))}` };
  const whole = inGo(json);
  if (whole.length <= 400 && /^[ -~]*$/.test(whole) && !whole.includes('docc-unknown-')) return { template: `{{println ${at(steps)}}}`, matched: `grep -xF -e ${shellWord(whole)}` };
  return { template: namesOf(steps, '{{$name}}/'), matched: `grep -xF -e ${shellWord(namesIn(json).map((each) => `${each}/`).join(''))}` };
}

/** Texts in quotes, so that `"3"` is not `3`: as far as Go and JSON write them alike. */
function scalarInGo(json: string | number | boolean | null | undefined): string {
  if (typeof json !== 'string') return `^${literally(json === undefined || json === null ? '<nil>' : String(json))}$`;
  const [alike = ''] = /^[ !#-[\]-~]{0,80}/.exec(json) ?? [];
  return `^"${literally(alike)}${alike === json ? '"$' : ''}`;
}

/** As Go prints it, which sorts names. */
function inGo(json: Json): string {
  if (isList(json)) return `[${json.map(inGo).join(' ')}]`;
  if (isObject(json)) return `map[${namesIn(json).map((name) => `${name}:${inGo(json[name] ?? null)}`).join(' ')}]`;
  return json === null ? '<nil>' : String(json);
}

const namesIn = (json: { readonly [name: string]: Json }): readonly string[] => Object.keys(json).toSorted();
const isList = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);
const isObject = (json: Json | undefined): json is { readonly [name: string]: Json } => typeof json === 'object' && json !== null && !isList(json);

function jsonAt(body: Json | undefined, steps: readonly Step[]): Json | undefined {
  let json = body;
  for (const step of steps) json = isList(json) ? json[Number(step)] : isObject(json) ? own(json, String(step)) : undefined;
  return json;
}

const namesOf = (steps: readonly Step[], each: string): string => `{{range $name, $_ := ${at(steps)}}}${each}{{end}}{{println}}`;

/** Quoted as Go reads it: what JSON escapes, Go escapes alike. */
const at = (steps: readonly Step[]): string => `(index . ${steps.map((step) => JSON.stringify(step)).join(' ')})`;

/** Nothing prints the object that a resource makes: its text has to do. */
function mistakeInTerraform(facts: ManifestsFacts, manifest: Manifest, { steps, message }: Mistake): string {
  const around = { around: objects(facts) };
  const missing = missingIn(message);
  if (missing !== undefined) return `${printed(around, manifest)} | grep -E ${shellWord(field(missing, ''))}`;
  const json = jsonAt(manifest.object.body, steps);
  const name = literally(steps.findLast((step) => typeof step === 'string') ?? '');
  return free(around, manifest, field(name, isList(json) || isObject(json) || json === undefined ? '' : `${literally(String(json).slice(0, 60))}${ends}`));
}
