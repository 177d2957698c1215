import type { Files } from '../mutant.ts';
import { crlf, type Dice, inAllFiles, inOneFile, movedTo, oneMatch, oneOf, pathsLike, type Rewrite, shuffled } from './rewrite.ts';

const root = /^assets\/eks\/[^/]+\.tf$/;
const anywhere = /\.tf$/;

/** Top-level blocks, each with the comments and blank lines before it: the reference is formatted, so that a block ends with `}` in the first column. */
function blocksOf(text: string): readonly string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  for (const line of text.trimEnd().split('\n')) {
    lines.push(line);
    if (line === '}' || /^\w.*\{.*\}$/.test(line)) blocks.push(lines.splice(0).join('\n').replace(/^\n+/, ''));
  }
  if (lines.some((line) => line.trim() !== '')) throw new Error(`not formatted as the reference is:\n${lines.join('\n')}`);
  return blocks;
}

const fileOf = (blocks: readonly string[]): string => `${blocks.join('\n\n')}\n`;

function blockMoved(files: Files, dice: Dice, into: (from: string) => string | undefined): Files | undefined {
  const from = oneOf(pathsLike(files, root).filter((path) => blocksOf(files[path] ?? '').length > 1), dice);
  const to = from === undefined ? undefined : into(from);
  if (from === undefined || to === undefined || to === from) return undefined;
  const blocks = blocksOf(files[from] ?? '');
  const at = dice(blocks.length);
  const block = blocks[at] ?? '';
  const others = blocks.filter((_, place) => place !== at);
  return { ...files, [from]: fileOf(others), [to]: files[to] === undefined ? fileOf([block]) : fileOf([...blocksOf(files[to]), block]) };
}

/** Strings of resources that could as well stand elsewhere: whole, without a reference, not in a block within. */
const literal = /^(resource "[^\n]*\{\n(?:(?!^\}).*\n)*?)( {2}(\w+) *= )("[^"$%\\\n]+")$/gm;

/** A literal of a resource given a name; what holds it is added to its file. */
const named = (reference: (name: string) => string, holder: (name: string, value: string) => string): Rewrite['of'] =>
  inOneFile(root, (text, dice) => {
    const name = `chosen_${dice(10_000)}`;
    let value: string | undefined;
    const changed = oneMatch(text, literal, dice, ([, before = '', key = '', , said = '']) => {
      value = said;
      return `${before}${key}${reference(name)}`;
    });
    return changed === undefined || value === undefined ? undefined : `${changed.trimEnd()}\n\n${holder(name, value)}`;
  });

/** Another label of one resource, data source or module, wherever it is named in the module. */
function labelRenamed(files: Files, dice: Dice): Files | undefined {
  const declared = pathsLike(files, root).flatMap((path) => [...(files[path] ?? '').matchAll(/^(resource|data) "(\w+)" "(\w+)"/gm)]);
  const found = oneOf(declared, dice);
  if (found === undefined) return undefined;
  const [, kind = '', type = '', label = ''] = found;
  const other = `${label}_${dice(100)}`;
  const referred = kind === 'data' ? new RegExp(`\\bdata\\.${type}\\.${label}\\b`, 'g') : new RegExp(`(?<!data\\.)\\b${type}\\.${label}\\b`, 'g');
  const change = (text: string): string => text.replace(`${kind} "${type}" "${label}"`, `${kind} "${type}" "${other}"`).replaceAll(referred, kind === 'data' ? `data.${type}.${other}` : `${type}.${other}`);
  return inAllFiles(root, change)(files, dice);
}

/** A local value's name with another last letter, of the same length, so that what is aligned stays so. */
function localRenamed(files: Files, dice: Dice): Files | undefined {
  const names = pathsLike(files, root).flatMap((path) => [...(files[path] ?? '').matchAll(/^locals \{\n((?:(?!^\}).*\n)*)/gm)].flatMap(([, body = '']) => [...body.matchAll(/^ {2}(\w+) *= /gm)].map(([, name = '']) => name)));
  const name = oneOf(names, dice);
  if (name === undefined) return undefined;
  const other = `${name.slice(0, -1)}z`;
  return inAllFiles(root, (text) => text.replaceAll(new RegExp(`\\blocal\\.${name}\\b`, 'g'), `local.${other}`).replaceAll(new RegExp(`^(locals \\{\\n(?:(?!^\\}).*\\n)*? {2})${name}( *= )`, 'gm'), `$1${other}$2`))(files, dice);
}

function variableRenamed(files: Files, dice: Dice): Files | undefined {
  const found = oneOf([...(files['assets/eks/variables.tf'] ?? '').matchAll(/^variable "(\w+)"/gm)], dice);
  if (found === undefined) return undefined;
  const [, name = ''] = found;
  return inAllFiles(root, (text) => text.replaceAll(`variable "${name}"`, `variable "${name}_x"`).replaceAll(new RegExp(`\\bvar\\.${name}\\b`, 'g'), `var.${name}_x`))(files, dice);
}

function modulesMoved(files: Files, dice: Dice): Files | undefined {
  const moved = Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(/^assets\/eks\/modules\//, 'assets/eks/parts/'), text]));
  return inAllFiles(root, (text) => text.replaceAll('"./modules/', '"./parts/'))(moved, dice);
}

const single = /^( {2})(\w+) += [^\n{[(]+\n\1(\w+) += [^\n{[(]+$/gm;

export const terraformRewrites: readonly Rewrite[] = [
  { name: 'Terraform: blocks of a file in another order', of: inOneFile(anywhere, (text, dice) => fileOf(shuffled(blocksOf(text), dice))) },
  { name: 'Terraform: a block moved to another file', of: (files, dice) => blockMoved(files, dice, () => oneOf(pathsLike(files, root), dice)) },
  { name: 'Terraform: a block in a file of its own', of: (files, dice) => blockMoved(files, dice, () => `assets/eks/more-${dice(1000)}.tf`) },
  {
    name: 'Terraform: all files of the root in one',
    of: (files) => {
      const paths = pathsLike(files, root);
      const others = Object.entries(files).filter(([path]) => !root.test(path));
      return paths.length < 2 ? undefined : { ...Object.fromEntries(others), 'assets/eks/main.tf': fileOf(paths.flatMap((path) => blocksOf(files[path] ?? ''))) };
    },
  },
  {
    name: 'Terraform: a file renamed',
    of: (files, dice) => {
      const from = oneOf(pathsLike(files, root), dice);
      return from === undefined ? undefined : movedTo(files, from, `assets/eks/part_${dice(1000)}.tf`);
    },
  },
  { name: 'Terraform: modules in another folder', of: modulesMoved },
  { name: 'Terraform: a resource or data source labelled otherwise', of: labelRenamed },
  { name: 'Terraform: a local value named otherwise', of: localRenamed },
  { name: 'Terraform: a variable named otherwise', of: variableRenamed },
  { name: 'Terraform: a literal as the default of a variable', of: named((name) => `var.${name}`, (name, value) => `variable "${name}" {\n  description = "Chosen once."\n  type        = string\n  default     = ${value}\n}\n`) },
  { name: 'Terraform: a literal as a local value', of: named((name) => `local.${name}`, (name, value) => `locals {\n  ${name} = ${value}\n}\n`) },
  { name: 'Terraform: a literal as a template of a local value', of: named((name) => `"\${local.${name}}"`, (name, value) => `locals {\n  ${name} = ${value}\n}\n`) },
  { name: 'Terraform: a literal by a function', of: inOneFile(root, (text, dice) => oneMatch(text, literal, dice, ([, before = '', key = '', , value = '']) => `${before}${key}join("", [${value}])`)) },
  { name: 'Terraform: a literal by a condition', of: inOneFile(root, (text, dice) => oneMatch(text, literal, dice, ([, before = '', key = '', , value = '']) => `${before}${key}true ? ${value} : null`)) },
  { name: 'Terraform: parentheses around a value', of: inOneFile(anywhere, (text, dice) => oneMatch(text, /^( {2}\w+ *= )((?:local|var|aws_\w+\.\w+)\.[\w.]+)$/gm, dice, ([, key = '', value = '']) => `${key}(${value})`)) },
  { name: 'Terraform: neighbours in another order', of: inOneFile(anywhere, (text, dice) => oneMatch(text, single, dice, ([both]) => both.split('\n').toReversed().join('\n'))) },
  { name: 'Terraform: a comment above a block', of: inOneFile(anywhere, (text, dice) => oneMatch(text, /^(?=(?:resource|data|variable|output|module|locals)\b)/gm, dice, () => oneOf(['# as agreed\n', '// as agreed\n', '/* as agreed,\n   and written down */\n', '# resource "aws_eks_cluster" "old" {}\n'], dice) ?? '')) },
  { name: 'Terraform: another description', of: inOneFile(anywhere, (text, dice) => oneMatch(text, /^( {2}description = )"[^"\n]*"$/gm, dice, ([, key = '']) => `${key}"Said otherwise: \\"as agreed\\"."`)) },
  { name: 'Terraform: an output more', of: inOneFile(/^assets\/eks\/outputs\.tf$/, (text, dice) => `${text}\noutput "more_${dice(1000)}" {\n  description = "Where it is."\n  value       = var.region\n}\n`) },
  { name: 'Terraform: carriage returns', of: inAllFiles(anywhere, crlf) },
];
