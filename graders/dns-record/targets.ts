import type { Ref, Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { own } from '../../src/evidence/own.ts';
import { type Declared, addressOf, blockOf, placeOf, sourcesOf, targetsOf } from '../../src/terraform/declared.ts';
import { shownText } from '../../src/terraform/text.ts';
import { throughState } from '../../src/terraform/remote-state.ts';
import { asList, asText, refsIn, refText, valueIn, valueOf } from '../../src/terraform/value.ts';
import { isOrigin, originOf } from '../../src/terraform/module-origin.ts';
import { code } from '../../src/grade/markdown.ts';
import { dnsName, isKnownName } from './host.ts';
import {
  addresses,
  balancerModules,
  balancerOutput,
  declaredBalancers,
  foundBalancers,
  generatedName,
  listedBalancers,
  notTheWayIn,
  objectsWithStatus,
} from './knowledge/load-balancers.ts';
import { type DnsRecord, isWhollyKnown, recordsIn, targetOf } from './records.ts';
import { refsShown } from './words.ts';

/** Where a record leads, and how it knows. */
export type Target =
  /** `of`: the block that tells the balancer's name of today. */
  | { readonly kind: 'follows'; readonly of: string }
  /** The same `text` whatever becomes of the balancer. `lookup`: the data source that looks it up by that. */
  | { readonly kind: 'typed'; readonly text: string; readonly lookup?: string; readonly at: Location }
  | { readonly kind: 'elsewhere'; readonly of: string; readonly because: string; readonly at: Location }
  | { readonly kind: 'open'; readonly reason: string; readonly at: Location };

/** A record may point at a record that points at a record. */
const deepest = 8;

export const followed = (facts: TerraformFacts, record: DnsRecord): Target =>
  targetFrom({ facts, root: record.by.root, depth: 0, seen: new Set() }, targetOf(record), placeOf(record.by, targetOf(record)));

/** `seen`: what needs no second look, however often values name each other: where one stands, and what it is made of. */
type Search = { readonly facts: TerraformFacts; readonly root: Root; readonly depth: number; readonly seen: Set<string> };

function targetFrom(search: Search, value: Value | undefined, at: Location): Target {
  if (value === undefined) return { kind: 'open', reason: 'it names no target', at };
  const here = JSON.stringify([search.root.path, search.root.environment, at, refsShown(value)]);
  if (search.depth > deepest || search.seen.has(here)) return { kind: 'open', reason: 'its target is a chain of names without an end', at };
  search.seen.add(here);
  const found = refsIn(value).flatMap((ref) => targetOfRef(search, ref, at));
  const best = bestOf(found);
  if (best !== undefined) return best;
  if (isWhollyKnown(value)) return targetOfText(search, value, at);
  return { kind: 'open', reason: `its target is given by ${code(refsShown(value))}, which has no value here`, at };
}

const order = ['follows', 'elsewhere', 'typed', 'open'] as const;

const bestOf = (targets: readonly Target[]): Target | undefined =>
  order.flatMap((kind) => targets.find((target) => target.kind === kind) ?? []).at(0);

/** A name that is typed in may be another record's, which follows. */
function targetOfText(search: Search, value: Value, at: Location): Target {
  const list = asList(value);
  const texts = list.kind === 'known' ? list.is.map((each) => dnsName(each)) : [dnsName(value)];
  const next = recordsIn(search.root).find(({ names }) => names.some((name) => isKnownName(name) && texts.includes(name)));
  if (next === undefined) return { kind: 'typed', text: shownText(list.kind === 'known' ? list.is[0] : value), at };
  return targetFrom({ ...search, depth: search.depth + 1 }, targetOf(next), placeOf(next.by, targetOf(next)));
}

function targetOfRef(search: Search, ref: Ref, at: Location): readonly Target[] {
  const block = blockOf(search.root, ref);
  if (block === undefined || block.kind === 'variable') return [];
  if (block.kind === 'module') return targetsOf(search.root, ref).slice(0, 1).map((module) => targetOfModule(module, ref, at));
  return targetsOf(search.root, ref).flatMap((each) => targetOfBlock(search, each, ref, at));
}

function targetOfModule(module: Declared, ref: Ref, at: Location): Target {
  const origin = originOf(module);
  const of = refText(ref);
  const output = ref.path ?? '';
  if (/^cluster_endpoint\b/.test(output)) return { kind: 'elsewhere', of, because: 'the API server of the cluster', at };
  const isBalancer = origin !== undefined && balancerModules.some((known) => isOrigin(origin, known));
  if (isBalancer || balancerOutput.test(output)) return { kind: 'follows', of };
  return { kind: 'open', reason: `its target is ${code(of)}, which a module gives whose code is not here`, at };
}

function targetOfBlock(search: Search, each: Declared, ref: Ref, at: Location): readonly Target[] {
  const { kind, type = '' } = each.block;
  const of = addressOf(each);
  if (kind === 'data' && foundBalancers.has(type)) return [foundBalancer(search, each)];
  if (declaredBalancers.has(type) || listedBalancers.has(type) || objectsWithStatus.has(type)) return [{ kind: 'follows', of }];
  if (type === addresses) return [addressTarget(search.root, each, at)];
  const because = own(notTheWayIn, type);
  if (because !== undefined) return [{ kind: 'elsewhere', of, because, at }];
  if (type === 'aws_route53_record') return [deeper(search, each, valueOf(each, 'alias', 'name') ?? valueOf(each, 'records'))];
  if (type === 'aws_cloudfront_distribution') return origins(search, each);
  if (type === 'terraform_remote_state') return [otherState(search, ref, at)];
  return [{ kind: 'open', reason: `its target is ${code(refText(ref))}: whether that is the ingress load balancer's name, files don't tell`, at }];
}

const deeper = (search: Search, { block }: Declared, value: Value | undefined): Target =>
  targetFrom({ ...search, depth: search.depth + 1 }, value, placeOf({ block }, value));

function origins(search: Search, distribution: Declared): readonly Target[] {
  const list = asList(valueOf(distribution, 'origin'));
  return list.kind === 'known' ? list.is.map((origin) => deeper(search, distribution, valueIn(origin, 'domain_name'))) : [];
}

/** By tags, or by a name that somebody chose: those stay. By what AWS or a controller made up: that doesn't. */
function foundBalancer(search: Search, each: Declared): Target {
  const of = addressOf(each);
  const [arn, name, tags] = ['arn', 'name', 'tags'].map((attribute) => said(valueOf(each, attribute)));
  const by = arn ?? (tags === undefined ? name : undefined);
  if (by === undefined) return { kind: 'follows', of };
  const at = placeOf(each, by);
  const text = asText(by);
  if (text.kind === 'known') {
    const made = by === arn || generatedName.test(text.is);
    return made && by.refs?.some(({ to }) => !to.startsWith('var.')) !== true
      ? { kind: 'typed', text: text.is, lookup: of, at }
      : { kind: 'follows', of };
  }
  const isGiven = sourcesOf(search.root, by).every(({ block }) => block.kind === 'variable');
  return isGiven ? { kind: 'open', reason: `${code(of)} is looked up by ${by === arn ? 'an ARN' : 'a name'} that has no value here (${code(refsShown(by))})`, at } : { kind: 'follows', of };
}

const said = (value: Value | undefined): Value | undefined => (value !== undefined && 'known' in value && value.known === '' ? undefined : value);

/** Addresses of a NAT gateway lead out. */
function addressTarget(root: Root, address: Declared, at: Location): Target {
  const isNat = root.blocks.some(
    ({ type, instances }) => type === 'aws_nat_gateway' && instances.some((nat) => refsIn(valueOf(nat, 'allocation_id')).some(({ to }) => to === address.block.address)),
  );
  const of = addressOf(address);
  return isNat ? { kind: 'elsewhere', of, because: 'the way out, not the way in', at } : { kind: 'follows', of };
}

const placeOfValue = ({ path, line }: Value, otherwise: Location): Location => (path === undefined || line === undefined ? otherwise : { path, line });

/** An output of another root: of the one that keeps its state there, else of the only one that has one of that name. */
function otherState(search: Search, ref: Ref, at: Location): Target {
  const { root, value: output } = throughState(search.facts, search.root, { unknown: true, refs: [ref] });
  if (root !== search.root) return targetFrom({ ...search, root, depth: search.depth + 1 }, output, placeOfValue(output, at));
  const name = /^outputs(?:\.|\[")([\w-]+)/.exec(ref.path ?? '')?.[1];
  const others = search.facts.roots.filter((root) => root !== search.root);
  const outputs = others.flatMap((root) => root.blocks.filter((block) => block.kind === 'output' && block.module === '' && block.name === name).map((block) => ({ root, block })));
  const [only, ...more] = outputs;
  const value = only?.block.instances[0] && valueOf(only.block.instances[0], 'value');
  if (only === undefined || more.length > 0) return { kind: 'open', reason: `its target is ${code(refText(ref))}, an output of a state that is not in these files`, at };
  return targetFrom({ ...search, root: only.root, depth: search.depth + 1 }, value, placeOf(only, value));
}
