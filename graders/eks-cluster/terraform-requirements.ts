import type { Block, Root, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { asEntries, asText, valueIn, valueOf } from '../../src/terraform/value.ts';
import { builtInProviders, defaultProviderHosts } from './knowledge/provider-releases.ts';

/** A provider that a root module's tree needs. */
export type Requirement = {
  /** `hashicorp/aws`; with its host where that is no default one. */
  readonly source: string;
  /** What the code calls it. */
  readonly name: string;
  readonly constrained: boolean;
  /** Where it is required, else what needs it. */
  readonly at: Location;
  /** It has an entry in `required_providers`. */
  readonly listed: boolean;
};

type Mention = Omit<Requirement, 'at'> & { readonly at: Location };

/** Terraform holds to the constraints of every module together, so one anywhere in the tree is enough. */
export const requirementsOf = once((root: Root): readonly Requirement[] => {
  const entries = root.blocks.filter(({ kind }) => kind === 'terraform').flatMap(entriesOf);
  const mentions = [...entries, ...root.blocks.flatMap((block) => useOf(block, entries))];
  const sources = [...new Set(mentions.map(({ source }) => source))];
  return sources.flatMap((source) => merged(mentions.filter((each) => each.source === source)));
});

function merged(mentions: readonly Mention[]): readonly Requirement[] {
  const [first] = mentions;
  return first === undefined ? [] : [{ ...first, constrained: mentions.some(({ constrained }) => constrained) }];
}

type Entry = Mention & { readonly module: string };

function entriesOf(block: Block): readonly Entry[] {
  return block.instances.flatMap((instance) => {
    const entries = asEntries(valueOf(instance, 'required_providers'));
    return entries.kind === 'known' ? entries.is.map(([name, value]) => entryOf(block, name, value)) : [];
  });
}

/** `aws = "~> 6.0"` is how it was written before Terraform 0.13, and is read still. */
function entryOf(block: Block, name: string, value: Value): Entry {
  const source = asText(valueIn(value, 'source'));
  return {
    source: source.kind === 'known' ? canonicalSource(source.is) : `hashicorp/${name}`,
    name,
    constrained: isConstraint('known' in value && typeof value.known === 'string' ? value : valueIn(value, 'version')),
    at: placeOf({ block }, value),
    listed: true,
    module: block.module,
  };
}

/** What a block is made with. A module calls providers by its own names. */
function useOf(block: Block, entries: readonly Entry[]): readonly Mention[] {
  const name = providerName(block);
  if (name === undefined || builtInProviders.has(name)) return [];
  const source = entries.find((each) => each.module === block.module && each.name === name)?.source ?? `hashicorp/${name}`;
  return [{ source, name, constrained: block.kind === 'provider' && block.instances.some((each) => isConstraint(valueOf(each, 'version'))), at: { path: block.path, line: block.line }, listed: false }];
}

/** In a provider's block it stood before Terraform 0.13, and is obeyed still. */
function isConstraint(value: Value | undefined): boolean {
  const text = asText(value);
  return text.kind === 'unknown' || (text.kind === 'known' && text.is.trim() !== '');
}

function providerName(block: Block): string | undefined {
  if (block.kind === 'provider') return block.name;
  if (block.kind !== 'resource' && block.kind !== 'data' && block.kind !== 'ephemeral') return undefined;
  const named = asText(block.instances[0] && valueOf(block.instances[0], 'provider'));
  return named.kind === 'known' ? named.is.split('.')[0] : block.type?.split('_')[0];
}

/** `registry.terraform.io/Hashicorp/aws` and `hashicorp/aws` are one. */
export function canonicalSource(source: string): string {
  const parts = source.toLowerCase().split('/');
  const named = parts.length === 1 ? ['hashicorp', ...parts] : parts;
  return (named.length === 3 && defaultProviderHosts.has(named[0] ?? '') ? named.slice(1) : named).join('/');
}

/** The `terraform` block to add to, else the first block of the folder: beside it one can be written. */
export function settingsBlock(root: Root): Block | undefined {
  const own = root.blocks.filter(({ module }) => module === '');
  const settings = own.filter(({ kind }) => kind === 'terraform');
  const listing = settings.find(({ instances }) => instances.some((each) => valueOf(each, 'required_providers') !== undefined));
  return listing ?? settings[0] ?? own[0];
}

/** Of any module of the tree: Terraform obeys them all. */
export const namesTerraformVersion = (root: Root): boolean =>
  declaredIn(root, { kind: 'terraform' }).some((each) => valueOf(each, 'required_version') !== undefined);
