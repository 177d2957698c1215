import type { Declared } from './declared.ts';
import { asText, valueOf } from './value.ts';

/** A module that is not in the submission, by where it comes from. */
export type Origin = {
  /** Registry: `terraform-aws-modules/eks/aws`; git: `terraform-aws-modules/terraform-aws-eks`. */
  readonly of: 'registry' | 'repository';
  readonly name: string;
  /** `modules/karpenter` of `…//modules/karpenter`. */
  readonly submodule: string;
  /** What the version constraint or git ref says. */
  readonly version: string | undefined;
};

const registrySource = /^(?:[\w-]+(?:\.[\w-]+)+\/)?([\w-]+\/[\w-]+\/[\w-]+)(?:\/\/([\w./-]+))?$/;
const repositorySource = /(?:^|[/@.])github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?(?:\/\/([\w./-]+))?(?:\?(.*))?$/;

/** Undefined: a local module, or a source of another kind. */
export function originOf(module: Declared): Origin | undefined {
  const source = asText(valueOf(module, 'source'));
  if (source.kind !== 'known' || module.block.folder !== undefined) return undefined;
  const version = asText(valueOf(module, 'version'));
  const git = repositorySource.exec(source.is);
  if (git !== null) {
    const ref = /(?:^|&)ref=([^&]*)/.exec(git[3] ?? '')?.[1];
    return { of: 'repository', name: git[1] ?? '', submodule: git[2] ?? '', version: ref?.replace(/^(refs\/)?tags\//, '') };
  }
  const registry = registrySource.exec(source.is);
  if (registry === null || version.kind === 'unknown') return undefined;
  return { of: 'registry', name: registry[1] ?? '', submodule: registry[2] ?? '', version: version.kind === 'known' ? version.is : undefined };
}

/** A module that a table knows, by both its names. */
export type Known = { readonly registry: string; readonly repository: string; readonly submodule?: string };

export const isOrigin = ({ of, name, submodule }: Origin, known: Known): boolean =>
  name === known[of] && submodule === (known.submodule ?? '');

type Triple = readonly [number, number, number];

/**
 * The release, one for each major version and newest first, that a constraint (`~> 20.0`, `>= 19, < 21`) or a tag (`v20.37.2`)
 * leads to. Undefined: one that the table lacks, or a git ref that is no version.
 */
export function releaseOf<T extends { readonly newest: string }>({ of, version }: Origin, releases: readonly T[]): T | undefined {
  if (version === undefined) return releases[0];
  if (of === 'repository' && !/^v?\d+(\.\d+){0,2}$/.test(version)) return undefined;
  const range = rangeOf(of === 'repository' ? version.replace('v', '') : version);
  return range && releases.find(({ newest }) => holdsSome(range, major(newest)));
}

export const major = (version: string): number => Number.parseInt(version, 10);

type Range = { readonly from: Triple; readonly below: Triple };

const everything: Range = { from: [0, 0, 0], below: [Number.POSITIVE_INFINITY, 0, 0] };

function rangeOf(constraint: string): Range | undefined {
  let range = everything;
  for (const term of constraint.split(',')) {
    const parsed = /^\s*(=|!=|>=?|<=?|~>)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+][\w.]*)?\s*$/.exec(term);
    if (parsed === null) return undefined;
    const [, operator = '=', one = '0', two, three] = parsed;
    const version: Triple = [Number(one), Number(two ?? 0), Number(three ?? 0)];
    const next: Triple = three === undefined ? [version[0] + 1, 0, 0] : [version[0], version[1] + 1, 0];
    range = narrowed(range, operator, version, next);
  }
  return range;
}

function narrowed({ from, below }: Range, operator: string, version: Triple, next: Triple): Range {
  const after: Triple = [version[0], version[1], version[2] + 1];
  if (operator === '=') return { from: later(from, version), below: earlier(below, after) };
  if (operator === '~>') return { from: later(from, version), below: earlier(below, next) };
  if (operator === '>') return { from: later(from, after), below };
  if (operator === '>=') return { from: later(from, version), below };
  if (operator === '<') return { from, below: earlier(below, version) };
  return operator === '<=' ? { from, below: earlier(below, after) } : { from, below };
}

function holdsSome({ from, below }: Range, wanted: number): boolean {
  return compare(later(from, [wanted, 0, 0]), earlier(below, [wanted + 1, 0, 0])) < 0;
}

const compare = (a: Triple, b: Triple): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
const later = (a: Triple, b: Triple): Triple => (compare(a, b) > 0 ? a : b);
const earlier = (a: Triple, b: Triple): Triple => (compare(a, b) < 0 ? a : b);
