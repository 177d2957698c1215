import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Scalar, visit, type YAMLMap } from 'yaml';
import { crlf, type Dice, inAllFiles, inOneFile, movedTo, oneMatch, oneOf, pathsLike, type Rewrite, shuffled } from './rewrite.ts';

const values = /(^|\/)values\.yaml$/;
const workflow = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const chartFile = /\/Chart\.yaml$/;
const template = /^charts?\/[^/]+\/templates\/[^/]+\.yaml$/;
const plain = new RegExp([values, workflow, chartFile].map(({ source }) => source).join('|'));

type Doc = ReturnType<typeof parseDocument>;

/** A document without templates, read, changed and written again with its comments. */
const written = (change: (doc: Doc, dice: Dice) => boolean, indent = 2): ((text: string, dice: Dice) => string | undefined) => (text, dice) => {
  const doc = parseDocument(text);
  return change(doc, dice) ? doc.toString({ indent, lineWidth: 0 }) : undefined;
};

function mapsOf(doc: Doc): readonly YAMLMap[] {
  const found: YAMLMap[] = [];
  visit(doc, { Map: (_, map) => void found.push(map) });
  return found;
}

function reordered(doc: Doc, dice: Dice): boolean {
  const map = oneOf(mapsOf(doc).filter(({ items }) => items.length > 1 && !items.some(({ key, value }) => isAlias(value) || isAlias(key))), dice);
  if (map === undefined) return false;
  map.items = [...shuffled(map.items, dice)];
  return true;
}

function stringsOf(doc: Doc): readonly Scalar[] {
  const found: Scalar[] = [];
  // A key stays as it is: `on` would be no boolean, but who reads it is used to it so.
  visit(doc, { Pair: (_, pair) => void (isScalar(pair.value) && typeof pair.value.value === 'string' && !pair.value.value.includes('\n') && found.push(pair.value)) });
  return found;
}

const quoted = (type: 'QUOTE_SINGLE' | 'QUOTE_DOUBLE') => (doc: Doc, dice: Dice): boolean => {
  const scalar = oneOf(stringsOf(doc), dice);
  if (scalar === undefined) return false;
  scalar.type = type;
  return true;
};

/** Two maps or strings that say the same, once with an anchor. A value before its alias: documents are read from the top. */
function anchored(doc: Doc, dice: Dice): boolean {
  const holders: { readonly said: string; readonly pair: { value: unknown } }[] = [];
  visit(doc, { Pair: (_, pair) => void ((isMap(pair.value) || isSeq(pair.value) || isScalar(pair.value)) && pair.value.anchor === undefined && holders.push({ said: JSON.stringify(pair.value.toJSON()), pair })) });
  const twins = [...Map.groupBy(holders, ({ said }) => said).values()].filter((same) => same.length > 1 && (same[0]?.said.length ?? 0) > 12);
  const [first, other] = oneOf(twins, dice) ?? [];
  if (first === undefined || other === undefined) return false;
  const { value } = first.pair;
  if (!isMap(value) && !isSeq(value) && !isScalar(value)) return false;
  other.pair.value = doc.createAlias(value, `same${dice(1000)}`);
  return true;
}

function flowing(doc: Doc, dice: Dice): boolean {
  const map = oneOf(mapsOf(doc).filter(({ items }) => items.length > 0 && items.every(({ value }) => isScalar(value) && !String(value.value).includes('\n') && value.comment === undefined && value.commentBefore === undefined)), dice);
  if (map === undefined) return false;
  map.flow = true;
  return true;
}

/** A job under another id, wherever it is named. */
function jobRenamed(text: string, dice: Dice): string | undefined {
  const doc = parseDocument(text);
  const jobs = doc.get('jobs');
  const pair = isMap(jobs) ? oneOf(jobs.items.filter(isPair), dice) : undefined;
  if (pair === undefined || !isScalar(pair.key) || typeof pair.key.value !== 'string') return undefined;
  const from = pair.key.value;
  const to = `${from}-${dice(100)}`;
  pair.key.value = to;
  visit(doc, { Pair: (_, { key, value }) => void (isScalar(key) && key.value === 'needs' && renameIn(value, from, to)) });
  return doc.toString({ lineWidth: 0 }).replaceAll(`needs.${from}.`, `needs.${to}.`);
}

function renameIn(value: unknown, from: string, to: string): void {
  for (const each of isSeq(value) ? value.items : [value]) if (isScalar(each) && each.value === from) each.value = to;
}

const allSteps = (doc: Doc): readonly YAMLMap[] => mapsOf(doc).filter((map) => map.has('uses') || map.has('run'));

function stepNamed(doc: Doc, dice: Dice): boolean {
  const step = oneOf(allSteps(doc), dice);
  step?.set('name', `Step ${dice(1000)}: as agreed`);
  return step !== undefined;
}

/** One line of a script as a block, and the other way round. */
function scriptFolded(doc: Doc, dice: Dice): boolean {
  const scripts = allSteps(doc).flatMap((step) => step.items.filter(({ key }) => isScalar(key) && key.value === 'run').map(({ value }) => value)).filter((value) => isScalar<string>(value) && !value.value.trimEnd().includes('\n'));
  const script = oneOf(scripts, dice);
  if (!isScalar<string>(script)) return false;
  script.type = 'BLOCK_LITERAL';
  script.value = `# as agreed\n${script.value.trimEnd()}\n`;
  return true;
}

/** `key: value` lines of one depth, next to each other, with nothing under them: in a template too. */
const neighbours = /^( *)([\w./-]+: [^|>&*{\n\r"'[-][^\n]*)\n\1([\w./-]+: [^|>&*{\n\r"'[-][^\n]*)(?=\n(?!\1 ))/gm;

export const yamlRewrites: readonly Rewrite[] = [
  { name: 'YAML: keys in another order', of: inOneFile(plain, written(reordered)) },
  { name: 'YAML: a string in double quotes', of: inOneFile(plain, written(quoted('QUOTE_DOUBLE'))) },
  { name: 'YAML: a string in single quotes', of: inOneFile(plain, written(quoted('QUOTE_SINGLE'))) },
  { name: 'YAML: what is said twice by an anchor', of: inOneFile(plain, written(anchored)) },
  { name: 'YAML: a map in one line', of: inOneFile(plain, written(flowing)) },
  { name: 'YAML: indented by four', of: inOneFile(plain, written(() => true, 4)) },
  { name: 'YAML: as JSON', of: inOneFile(new RegExp(`${values.source}|${chartFile.source}`), (text) => `${JSON.stringify(parseDocument(text).toJS(), null, 2)}\n`) },
  { name: 'YAML: carriage returns', of: inAllFiles(/\.ya?ml$/, crlf) },
  { name: 'YAML: a document marker', of: inOneFile(plain, (text) => `---\n${text}`) },
  { name: 'chart: a comment in a template', of: inOneFile(template, (text, dice) => oneMatch(text, /^(?=( *)[\w./-]+:(?: |$))/gm, dice, ([, indent = '']) => `${indent}# kind: Secret\n`)) },
  { name: 'chart: a comment of a template', of: inOneFile(template, (text, dice) => oneMatch(text, /^(?=( *)[\w./-]+:(?: |$))/gm, dice, () => '{{- /* as agreed */}}\n')) },
  { name: 'chart: neighbours in another order', of: inOneFile(template, (text, dice) => oneMatch(text, neighbours, dice, ([, indent = '', one = '', other = '']) => `${indent}${other}\n${indent}${one}`)) },
  { name: 'chart: a word in quotes', of: inOneFile(template, (text, dice) => oneMatch(text, /^( *(?:- )?[\w./-]+: )([A-Z][A-Za-z]+)$/gm, dice, ([, key = '', word = '']) => `${key}"${word}"`)) },
  {
    name: 'chart: a template renamed',
    of: (files, dice) => {
      const from = oneOf(pathsLike(files, template).filter((path) => !Object.values(files).some((text) => text.includes(`BasePath "/${path.split('/').at(-1)}"`))), dice);
      return from === undefined ? undefined : movedTo(files, from, from.replace(/[^/]+$/, `object-${dice(1000)}.yaml`));
    },
  },
  {
    name: 'chart: two templates in one file',
    of: (files, dice) => {
      const [one, other] = shuffled(pathsLike(files, template).filter((path) => !path.endsWith('configmap.yaml')), dice);
      if (one === undefined || other === undefined) return undefined;
      const { [other]: moved = '', ...left } = files;
      return { ...left, [one]: `${(files[one] ?? '').trimEnd()}\n---\n${moved}` };
    },
  },
  { name: 'chart: its helpers named otherwise', of: inAllFiles(/^charts?\/[^/]+\/templates\//, (text) => text.replaceAll('"docc-sample.', '"app.')) },
  { name: 'chart: a value in parentheses', of: inOneFile(template, (text, dice) => oneMatch(text, /\{\{ (\.Values\.[\w.]+) \}\}/g, dice, ([, value = '']) => `{{ (${value}) }}`)) },
  { name: 'chart: a value by a variable', of: inOneFile(template, (text, dice) => oneMatch(text, /\{\{ (\.Values\.[\w.]+) \}\}/g, dice, ([, value = '']) => `{{ $chosen := ${value} }}{{ $chosen }}`)) },
  { name: 'chart: its folder moved', of: (files, dice) => inAllFiles(/\.(tf|ya?ml|md)$/, (text) => text.replaceAll('chart/docc-sample', 'charts/server'))(Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(/^chart\/docc-sample\//, 'charts/server/'), text])), dice) },
  { name: 'chart: a file to ignore', of: (files) => ({ ...files, 'chart/docc-sample/.helmignore': '.DS_Store\n*.swp\n' }) },
  { name: 'workflow: a job with another id', of: inOneFile(workflow, jobRenamed) },
  { name: 'workflow: a step with another name', of: inOneFile(workflow, written(stepNamed)) },
  { name: 'workflow: a script as a block', of: inOneFile(workflow, written(scriptFolded)) },
  {
    name: 'workflow: a file renamed',
    of: (files, dice) => {
      const from = oneOf(pathsLike(files, workflow), dice);
      return from === undefined ? undefined : movedTo(files, from, `.github/workflows/run-${dice(1000)}.yaml`);
    },
  },
];
