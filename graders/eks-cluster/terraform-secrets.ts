import type { TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Suspect, TreeFacts } from '../../src/collect/tree/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { own } from '../../src/evidence/own.ts';
import { addressOf, blockOf, type Declared, declared, placeOf } from '../../src/terraform/declared.ts';
import { asList, asText, leavesOf, refsIn, valueIn, valueOf } from '../../src/terraform/value.ts';
import { type SecretAttribute, secretAttributes, standIn } from './knowledge/secret-attributes.ts';

/** A literal that should be in no file; never what it is. */
export type LiteralSecret = {
  readonly what: string;
  readonly at: Location;
  /** The block and the attribute that hold it, where its name alone doesn't give it away. */
  readonly holder?: { readonly labels: readonly string[]; readonly attribute: string } | undefined;
};

/** In code, variable files, and the scripts and templates beside them. */
export function secretsIn(terraform: TerraformFacts, tree: TreeFacts): readonly LiteralSecret[] {
  const folders = new Set(terraform.files.map(({ path }) => folderOf(path)));
  const shaped = tree.suspects.filter((suspect) => secretKinds.has(suspect.kind) && isCode(suspect.path, folders));
  const named = secretAttributes.flatMap((attribute) => declared(terraform, { type: attribute.type }).flatMap((each) => literalIn(each, attribute)));
  const all: readonly LiteralSecret[] = [...shaped.map(({ kind, path, line }) => ({ what: words[kind] ?? kind, at: { path, line }, holder: defaultAt(terraform, path, line) })), ...named];
  return [...new Map(all.map((each) => [`${each.at.path}:${each.at.line ?? 0}`, each])).values()];
}

const words: Readonly<Partial<Record<Suspect['kind'], string>>> = {
  'private-key': 'a private key',
  'cloud-key': 'a cloud key',
  token: 'a token',
  password: 'a password',
  kubeconfig: 'a kubeconfig with credentials',
  'registry-login': 'a registry login',
};

const secretKinds = new Set(Object.keys(words));

const codeFile = /\.(tf|tofu|tf\.json|tofu\.json|tfvars|tfvars\.json|tfbackend|hcl)$/;
/** User data and what else `templatefile` and `file` take. */
const sideFile = /\.(tpl|tftpl|tmpl|sh|bash|ps1|ya?ml|json|cfg|conf|toml|pem|key)$/;
const sideFolders = ['', '/templates', '/files', '/scripts', '/user-data', '/userdata', '/user_data'];

const isCode = (path: string, folders: ReadonlySet<string>): boolean =>
  codeFile.test(path) || (sideFile.test(path) && sideFolders.some((side) => folderOf(path).endsWith(side) && folders.has(trimmed(folderOf(path), side))));

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
const trimmed = (folder: string, side: string): string => folder.slice(0, folder.length - side.length);

/** The variable whose default stands there. */
function defaultAt({ roots }: TerraformFacts, path: string, line: number | undefined): LiteralSecret['holder'] {
  const variables = roots.flatMap(({ blocks }) => blocks).filter((block) => block.kind === 'variable' && block.path === path);
  const holding = variables.find(({ instances }) => instances.some((each) => valueOf(each, 'default')?.line === line));
  return holding && { labels: [holding.name], attribute: 'default' };
}

function literalIn(each: Declared, { path, when }: SecretAttribute): readonly LiteralSecret[] {
  if (when !== undefined && !isText(valueOf(each, when.path), when.is)) return [];
  const value = valueOf(each, ...path);
  const values = path[0] === 'set_sensitive' ? valuesOfSets(value) : value === undefined ? [] : [value];
  const literal = values.find(isSecretLiteral);
  return literal === undefined ? [] : [writtenAt(each, literal, path[0] === 'set_sensitive' ? 'value' : path.join('.'))];
}

/** In the resource itself, else where the variable that brings it gets it. */
function writtenAt(each: Declared, literal: Value, attribute: string): LiteralSecret {
  const what = `what ${addressOf(each)} keeps secret`;
  const variable = refsIn(literal).map((ref) => blockOf(each.root, ref)).find((block) => block?.kind === 'variable');
  const from = variable?.instances[0] && valueOf(variable.instances[0], 'default');
  if (variable !== undefined && from !== undefined) return { what, at: placeOf({ block: variable }, from), holder: { labels: [variable.name], attribute: 'default' } };
  const file = each.root.variableFiles.find(({ attributes }) => variable !== undefined && own(attributes, variable.name) !== undefined);
  if (file !== undefined && variable !== undefined) return { what, at: { path: file.path, line: own(file.attributes, variable.name)?.line }, holder: { labels: [], attribute: variable.name } };
  return { what, at: placeOf(each, literal), holder: { labels: [each.block.type ?? '', each.block.name], attribute } };
}

function valuesOfSets(value: Value | undefined): readonly Value[] {
  const sets = asList(value);
  return sets.kind === 'known' ? sets.is.flatMap((set) => valueIn(set, 'value') ?? []) : [];
}

/** Wherever it was written, it is written: a variable's default and a variable file count, what another resource makes doesn't. */
function isSecretLiteral(value: Value): boolean {
  return leavesOf(value).some(({ value: leaf }) => {
    const text = asText(leaf);
    return text.kind === 'known' && text.is.length >= 4 && !standIn.test(text.is) && (leaf.refs ?? []).every(({ to }) => to.startsWith('var.'));
  });
}

const isText = (value: Value | undefined, wanted: string): boolean => {
  const text = asText(value);
  return text.kind === 'known' && text.is === wanted;
};
