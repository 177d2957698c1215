import { posix } from 'node:path';
import type { Ref, Root, TerraformFacts, Value } from '../collect/terraform/section.ts';
import { own } from '../evidence/own.ts';
import { blockOf, declaredIn } from './declared.ts';
import { asEntries, asText, refsIn, type Step, valueIn, valueOf } from './value.ts';

/** A value, and the root module whose blocks its refs name. */
export type Placed = { readonly root: Root; readonly value: Value };

/**
 * What tells two states of one backend apart; a bucket or a region may be completed at init.
 * https://developer.hashicorp.com/terraform/language/backend
 */
const identity: Readonly<Record<string, string>> = { s3: 'key', gcs: 'prefix', azurerm: 'key', http: 'address', consul: 'path', oss: 'key', cos: 'key', local: 'path' };

/** States that are read from states that are read from states. */
const deepest = 4;

/**
 * What stands behind an output of another root module of the submission that is read by `terraform_remote_state`; the value as it is
 * where it comes from nowhere of the kind.
 */
export function throughState(facts: TerraformFacts, from: Root, given: Value): Placed {
  let found: Placed = { root: from, value: given };
  for (let depth = 0; depth < deepest; depth += 1) {
    const [ref, other] = refsIn(found.value);
    const next = ref === undefined || other !== undefined || !('unknown' in found.value) ? undefined : outputOf(facts, found.root, ref);
    if (next === undefined) return found;
    found = next;
  }
  return found;
}

function outputOf({ roots }: TerraformFacts, from: Root, ref: Ref): Placed | undefined {
  const state = blockOf(from, ref);
  if (state?.type !== 'terraform_remote_state' || state.kind !== 'data') return undefined;
  const [, name, rest = ''] = /^outputs\.([\w-]+)(.*)$/.exec(ref.path ?? '') ?? [];
  const [reader] = state.instances;
  const writers = reader === undefined || name === undefined ? [] : roots.filter((root) => mayMeet(from, root) && writes(root, from, reader));
  const [root, another] = writers;
  if (root === undefined || another !== undefined) return undefined;
  const output = root.blocks.find((block) => block.kind === 'output' && block.module === '' && block.name === name);
  const value = output?.instances[0] && valueOf(output.instances[0], 'value', ...stepsOf(rest));
  return value === undefined ? undefined : { root, value };
}

/** Roots that are applied for different environments have nothing in common. */
export const mayMeet = (one: Root, other: Root): boolean => one.environment === undefined || other.environment === undefined || one.environment === other.environment;

type Reader = Root['blocks'][number]['instances'][number];

/** Whether a root keeps its state where a reader looks for one. */
function writes(root: Root, from: Root, reader: Reader): boolean {
  const type = asText(valueOf(reader, 'backend'));
  if (type.kind !== 'known') return false;
  const name = own(identity, type.is);
  const backend = name === undefined ? undefined : backendOf(root, type.is);
  if (name === undefined || backend === undefined) return false;
  const wanted = textOf(valueOf(reader, 'config', name));
  const kept = textOf(valueIn(backend, name));
  if (type.is === 'local') return wanted !== undefined && posix.join(from.path, wanted) === posix.join(root.path, kept ?? 'terraform.tfstate');
  return wanted !== undefined && wanted === kept && ['bucket', 'container_name', 'storage_account_name'].every((each) => agree(valueOf(reader, 'config', each), valueIn(backend, each)));
}

/** Without a backend the state is a file beside the code. */
function backendOf(root: Root, type: string): Value | undefined {
  const settings = declaredIn(root, { kind: 'terraform' }).filter(({ block }) => block.module === '');
  const written = settings.flatMap((each) => valueOf(each, 'backend') ?? []).at(-1);
  if (written === undefined) return type === 'local' ? { object: {} } : undefined;
  const body = 'list' in written ? written.list[0] : written;
  if (body !== undefined && 'object' in body && body.label !== undefined) return body.label === type ? body : undefined;
  const entries = asEntries(body);
  return entries.kind === 'known' ? entries.is.find(([name]) => name === type)?.[1] : undefined;
}

function textOf(value: Value | undefined): string | undefined {
  const text = asText(value);
  return text.kind === 'known' ? text.is : undefined;
}

function agree(one: Value | undefined, other: Value | undefined): boolean {
  const [first, second] = [textOf(one), textOf(other)];
  return first === undefined || second === undefined || first === second;
}

/** `[0].id` */
const stepsOf = (path: string): readonly Step[] => [...path.matchAll(/\[(\d+)\]|\["([^"]*)"\]|\.([\w-]+)/g)].map(([, index, key, name]) => (index === undefined ? (key ?? name ?? '') : Number(index)));
