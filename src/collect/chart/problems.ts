import { placedAt } from '../manifests/placed.ts';
import { readObject } from './charts.ts';
import { type Files, textAt } from './files.ts';
import { chartFile, type Position, positionIn, yamlLine } from './positions.ts';
import type { ChartProblem } from './section.ts';
import type { StagedChart } from './stage.ts';

/** What Helm's words are about. */
export type Subject = {
  readonly files: Files;
  readonly chart: StagedChart;
  /** Who gives the value at that path of names, where it isn't the chart's own values.yaml. */
  readonly giverOf: (steps: readonly string[]) => Position | undefined;
};

/** One at least. */
export type Problems = readonly [ChartProblem, ...ChartProblem[]];

const mostProblems = 5;
const longest = 300;
/** Of a message that is looked at. */
const longestMessage = 20_000;

/** What `helm template` said when it refused. */
export function templateProblems(stderr: string, subject: Subject): Problems {
  const from = stderr.lastIndexOf('Error: ');
  const said = (from === -1 ? stderr : stderr.slice(from + 'Error: '.length)).replace('Use --debug flag to render out invalid YAML', '').trim();
  return problemsOf(said, subject);
}

/** What `helm lint` marks as an error; `Error:` alone where it marks none. */
export function lintProblems(stdout: string, stderr: string, subject: Subject): Problems {
  const entries = stdout.split(/^\[(?=(?:ERROR|WARNING|INFO)\] )/m).filter((entry) => entry.startsWith('ERROR] '));
  // Where the chart can't be loaded at all, it says the same three times.
  const own = entries.map((entry) => entry.slice('ERROR] '.length)).filter((entry) => !entry.startsWith(': unable to load chart'));
  const found = own.flatMap((entry) => problemsOf(entry.replace(/\n\n\d+ chart\(s\) linted[\s\S]*$|\nError: [\s\S]*$/, ''), subject));
  const each = new Map(found.toReversed().map((problem) => [`${problem.path}:${problem.line ?? 0}:${problem.fix === anyFix ? problem.message : problem.fix}`, problem]));
  const [first, ...others] = withoutVaguer([...each.values()].toReversed()).slice(0, mostProblems);
  return first === undefined ? templateProblems(stderr, subject) : [first, ...others];
}

/** Of two about one file, one with a line and one without, the latter says nothing more. */
const withoutVaguer = (problems: readonly ChartProblem[]): readonly ChartProblem[] =>
  problems.filter(({ path, line, message }) => line !== undefined || !problems.some((other) => other.path === path && other.line !== undefined && other.message.includes(message.slice(0, 40))));

function problemsOf(message: string, subject: Subject): Problems {
  // Recursion makes them long: the first words say what it is, the last ones where.
  const said = (message.length <= longestMessage ? message : `${message.slice(0, longestMessage / 4)}…${message.slice(-longestMessage)}`).trim();
  if (isSchemaRefusal(said)) return schemaProblems(said, subject);
  return [problemOf(said, subject)];
}

const anyFix = 'Run the same Helm command in the submission, and mend what it complains of.';

function problemOf(said: string, subject: Subject): ChartProblem {
  const known = kinds.find(({ is }) => is.test(said));
  const where = known?.where?.(said, subject) ?? positionIn(said, subject.chart, subject.files) ?? { path: chartFile(subject.chart, 'Chart.yaml') };
  return { ...where, message: short(cause(said)), fix: short(known?.fix(said) ?? anyFix) };
}

/** Without positions, which stand beside it, and without the way there through templates that include each other. */
export function cause(said: string): string {
  const deepest = said.lastIndexOf(' at <');
  const words = deepest === -1 ? said.replace(/^(?:\S*\/?: )?(?:parse error|execution error) at \([^)]{1,500}\): /, '') : said.slice(deepest + ' at '.length);
  const plain = words.replace(/^(?:templates\/\S{0,300}|crds\/\S{0,300}|values\.yaml|Chart\.yaml): /, '').replace(/^YAML parse error on \S{1,500}: /, '');
  const document = notAnObject.exec(plain)?.[1];
  if (document !== undefined) return `a document that it renders to is ${kindNamed(document)}, no object`;
  const values = notAMap.exec(plain)?.[1];
  if (values !== undefined) return `it is ${kindNamed(values)}, no map of names and values`;
  // The library's line is that of what was rendered, or a neighbour's.
  const yaml = plain.split(/\byaml: (?:line \d{1,7}: )?/);
  return (yaml.length > 1 ? `no YAML: ${yaml.at(-1) ?? ''}` : plain).split(/\s+/).join(' ').trim();
}

export const short = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`);

const kindNamed = (json: string): string => (json === 'array' ? 'a list' : `a ${json}`);

const notAMap = /cannot unmarshal (\w{1,20}) into Go value of type (?:map|common\.Values|chartutil\.Values)/;
const notAnObject = /cannot unmarshal (\w{1,20}) into Go value of type (?:\w{1,20}\.SimpleHead|rules\.[kK]8sYamlStruct)/;

type Kind = {
  readonly is: RegExp;
  readonly where?: (said: string, subject: Subject) => Position | undefined;
  readonly fix: (said: string) => string;
};

const inFile = (name: string) => (said: string, { chart }: Subject): Position => {
  const line = yamlLine(said);
  return { path: chartFile(chart, name), ...(line !== undefined && { line }) };
};

/** The line with which a file of another kind than expected begins. */
function beginningOf(path: string, files: Files): Position {
  const at = (textAt(files, path) ?? '').split('\n').findIndex((line) => /^\s*[^\s#]/.test(line) && !line.startsWith('---'));
  return { path, line: Math.max(1, at + 1) };
}

const keyIn = (name: string, key: string) => (_: string, { files, chart }: Subject): Position => {
  const path = chartFile(chart, name);
  const read = readObject(files, path);
  const line = read.kind === 'object' ? placedAt(read.object, key)?.line : undefined;
  return { path, ...(line !== undefined && { line }) };
};

const quoted = (said: string): string => /"([^"\s]{1,80})"(?= (?:associated|not defined))|function "([^"\s]{1,80})"/.exec(said)?.slice(1).find((each) => each !== undefined) ?? '';

const kinds: readonly Kind[] = [
  { is: /no template "|template "[^"]{0,80}" not defined/, fix: (said) => `Write \`{{ define "${quoted(said)}" }}\` in a file of templates/, or correct the name.` },
  { is: /function "[^"]{0,80}" not defined/, fix: (said) => `Helm has no function \`${quoted(said)}\`: correct its name, or the chart's own one with \`include\`.` },
  { is: /nil pointer evaluating|can't evaluate field/, fix: () => 'Give the value in values.yaml, or ask first whether what it is read from is there: `{{ with … }}`, `default`.' },
  { is: /index of (?:untyped )?nil/, fix: () => 'Ask first whether what it is read from is there: `{{ with … }}`, `default`. `lookup` finds nothing where there is no cluster.' },
  { is: notAMap, where: yamlPlace, fix: () => 'Write `name: value` lines, indented with spaces.' },
  { is: notAnObject, fix: () => 'Let each document be an object with `apiVersion:` and `kind:`, or render nothing.' },
  { is: /CustomResourceDefinition|apiextensions\.k8s\.io/, fix: () => 'Keep nothing but CustomResourceDefinitions in crds/: other objects belong in templates/.' },
  { is: /document contains excessive aliasing/, where: aliasPlace, fix: () => 'Write out what is meant, with fewer aliases (`*name`).' },
  { is: /YAML parse error|unable to parse YAML|error converting YAML to JSON/, where: yamlPlace, fix: () => 'See with `helm template --debug` what this renders to, and correct its indentation (`nindent`), its quotes (`quote`) or its tabs.' },
  { is: /cannot load values\.yaml/, where: inFile('values.yaml'), fix: () => 'Write `name: value` lines, indented with spaces.' },
  { is: /cannot load Chart\.yaml/, where: inFile('Chart.yaml'), fix: () => 'Write `name: value` lines, indented with spaces.' },
  { is: /kubeVersion/, where: keyIn('Chart.yaml', 'kubeVersion'), fix: () => 'Let `kubeVersion:` take the Kubernetes version of the challenge, or remove it.' },
  { is: /chart\.metadata\.version|version '[^']{0,80}' is not a valid SemVer|version is required/, where: keyIn('Chart.yaml', 'version'), fix: () => 'Give `version:` three numbers, such as 0.1.0.' },
  { is: /apiVersion is required|apiVersion '[^']{0,80}' is not valid/, where: keyIn('Chart.yaml', 'apiVersion'), fix: () => 'Write `apiVersion: v2`.' },
  { is: /range can't iterate over|wrong type for value|incompatible types/, fix: () => 'Give a value of the type that the template works with, or change the template.' },
  { is: /execution error at/, fix: () => "The chart's author asks for this: give the value in values.yaml, or where the chart is released." },
  { is: /parse error at/, fix: () => 'Correct the template on that line: each `{{ if }}`, `{{ range }}`, `{{ with }}` and `{{ define }}` needs its `{{ end }}`.' },
  { is: /nested reference name|maximum template depth/, fix: () => 'Let no template include itself.' },
];

/** What isn't YAML is a values file, or what a template renders to: there the line is one of the output. */
function yamlPlace(said: string, subject: Subject): Position | undefined {
  const [isNoMap, values] = [notAMap.test(said), chartFile(subject.chart, 'values.yaml')];
  if (isNoMap && said.includes('cannot load values.yaml')) return beginningOf(values, subject.files);
  for (const name of ['values.yaml', 'Chart.yaml']) {
    if (said.startsWith(`${name}: `) || said.includes(`cannot load ${name}`)) return inFile(name)(said, subject);
  }
  const failed = /failed to parse (\S{1,500}): /.exec(said)?.[1]?.replace(/^\.\//, '');
  if (failed !== undefined && subject.files.has(failed) && isNoMap) return beginningOf(failed, subject.files);
  if (failed !== undefined && subject.files.has(failed)) return { path: failed, line: yamlLine(said) ?? 1 };
  const place = positionIn(said, subject.chart, subject.files);
  return place === undefined ? undefined : { path: place.path };
}

/** The first alias of the file. */
function aliasPlace(said: string, subject: Subject): Position | undefined {
  const place = yamlPlace(said, subject);
  if (place === undefined || place.line !== undefined) return place;
  const line = (textAt(subject.files, place.path) ?? '').split('\n').findIndex((each) => /(?:^|[\s[{,:-])\*\w/.test(each)) + 1;
  return { ...place, ...(line > 0 && { line }) };
}

const refusal = "values don't meet the specifications of the schema";

export const isSchemaRefusal = (said: string): boolean =>
  said.includes(refusal) || /^(?:values\.yaml: )?- at '/.test(said) || said.includes('is not valid against metaschema') || /^values\.yaml: (?:invalid character|unexpected end of JSON)/.test(said);

export type Complaint = { readonly steps: readonly string[]; readonly why: string };

/** Where in the values, as a path of names, and why: `- at '/image/tag': got number, want string`, and as Helm 3 said it before 3.18. */
export function schemaComplaints(said: string): readonly Complaint[] {
  return said.split('\n').flatMap((line) => {
    const [, pointer, why] = /^(?:values\.yaml: )?- at '([^']{0,200})': (.{1,500})$/.exec(line.slice(0, 1000)) ?? [];
    if (pointer !== undefined && why !== undefined) return [{ steps: pointer.split('/').slice(1).map(unescaped), why }];
    const [, dotted, reason] = /^- ([^\s:]{1,200}): (.{1,500})$/.exec(line.slice(0, 1000)) ?? [];
    if (dotted === undefined || reason === undefined) return [];
    return [{ steps: dotted === '(root)' ? [] : dotted.split('.'), why: reason }];
  });
}

const unescaped = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

function schemaProblems(said: string, subject: Subject): Problems {
  const schema = chartFile(subject.chart, 'values.schema.json');
  const complaints = said.includes('metaschema') ? [] : schemaComplaints(said);
  const [first, ...others] = complaints.slice(0, mostProblems).map((complaint) => schemaProblem(complaint, subject));
  if (first === undefined) {
    const words = said.slice(said.includes(refusal) ? said.indexOf('\n', said.indexOf(refusal)) + 1 : 0).replace(/^(?:\S+:\n|values\.yaml: )/, '');
    return [{ path: schema, message: short(`the schema can't be used: ${cause(words)}`), fix: 'Correct it as a JSON Schema: https://json-schema.org/learn' }];
  }
  return [first, ...others];
}

function schemaProblem({ steps, why }: Complaint, subject: Subject): ChartProblem {
  if (why.includes('causing reference cycle')) {
    return { path: chartFile(subject.chart, 'values.schema.json'), line: 1, message: short(`the schema refers to itself without end: ${why}`), fix: 'Let no `$ref` lead back to where it stands.' };
  }
  const name = steps.join('.');
  const [shown, meant] = name === '' ? ['values', 'the values'] : [name, `\`${name}\``];
  return { ...whereGiven(steps, subject), message: short(`${shown}: ${why}`), fix: short(`Give ${meant} as values.schema.json asks, or correct that.`) };
}

function whereGiven(steps: readonly string[], { files, chart, giverOf }: Subject): Position {
  const path = chartFile(chart, 'values.yaml');
  return giverOf(steps) ?? givenIn(files, path, steps) ?? { path };
}

/** The line at which a values file gives it. */
export function givenIn(files: Files, path: string, steps: readonly string[]): Position | undefined {
  const read = readObject(files, path);
  const at = read.kind === 'object' && steps.length > 0 ? placedAt(read.object, ...steps.map(indexed)) : undefined;
  return at === undefined ? undefined : { path, ...(at.line > 0 && { line: at.line }) };
}

const indexed = (step: string): string | number => (/^\d{1,6}$/.test(step) ? Number(step) : step);
