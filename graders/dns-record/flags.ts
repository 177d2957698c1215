import type { Value } from '../../src/collect/terraform/section.ts';
import { asEntries, asList, valueIn } from '../../src/terraform/value.ts';
import { chartDefaults, chartFlags } from './knowledge/external-dns.ts';
import { membersOf } from '../../src/terraform/members.ts';

/** What external-dns is told on its command line: `domain-filter` → its values. */
export type Flags = ReadonlyMap<string, readonly Value[]>;

/** `isOpen`: something of it is not in the files, so a flag that isn't here may be given all the same. */
export type Configuration = { readonly flags: Flags; readonly isOpen: boolean };

/** What the known charts make of values; their defaults only where nothing can have been set elsewhere. */
export function flagsOfChart(values: Value, isOpen: boolean): Configuration {
  const said = Object.entries(chartFlags).flatMap(([flag, places]) => {
    const value = places.map((place) => valueIn(values, ...place)).find((each) => each !== undefined && !isEmpty(each));
    return value === undefined ? [] : membersOf(value).map((each) => [flag, each] as const);
  });
  const extra = extraFlags(valueIn(values, 'extraArgs'));
  const given = grouped([...said, ...extra.pairs]);
  const defaults = Object.entries(chartDefaults).filter(([flag]) => !given.has(flag) && !isOpen);
  const flags = new Map([...given, ...defaults.map(([flag, texts]) => [flag, texts.map((known): Value => ({ known }))] as const)]);
  return { flags, isOpen: isOpen || extra.isOpen };
}

type Pairs = { readonly pairs: readonly (readonly [flag: string, value: Value])[]; readonly isOpen: boolean };

/** A list of arguments, or a map from flags to values. */
function extraFlags(value: Value | undefined): Pairs {
  const list = asList(value);
  if (list.kind === 'absent' || list.kind === 'other') return { pairs: [], isOpen: false };
  if (list.kind === 'unknown') return { pairs: [], isOpen: true };
  const isMap = value !== undefined && ('object' in value || ('known' in value && !Array.isArray(value.known)));
  if (!isMap) return flagPairs(list.is);
  const entries = asEntries(value);
  const pairs = entries.kind === 'known' ? entries.is.flatMap(([flag, each]) => membersOf(each).map((one) => [flag, one] as const)) : [];
  return { pairs, isOpen: false };
}

/** `--source=ingress` and `--source ingress`. */
export function flagsOfArguments(args: readonly Value[]): Configuration {
  const { pairs, isOpen } = flagPairs(args);
  return { flags: grouped(pairs), isOpen };
}

function flagPairs(args: readonly Value[]): Pairs {
  const split = args.map(splitFlag);
  const pairs = split.flatMap((flag, index) => {
    if (flag?.name === undefined) return [];
    const next = split[index + 1];
    return [[flag.name, flag.value ?? (next !== undefined && next.name === undefined ? next.value : undefined) ?? { known: true }] as const];
  });
  return { pairs, isOpen: split.includes(undefined) };
}

type Split = { readonly name: string | undefined; readonly value: Value | undefined };

/** Undefined: an argument of which not even the beginning is known. */
function splitFlag(arg: Value): Split | undefined {
  if ('known' in arg) return typeof arg.known === 'string' ? splitText(arg.known, []) : { name: undefined, value: arg };
  const [first, ...rest] = 'unknown' in arg && arg.shape?.kind === 'template' ? arg.shape.parts : [];
  return first !== undefined && 'known' in first && typeof first.known === 'string' ? splitText(first.known, rest) : undefined;
}

function splitText(text: string, rest: readonly Value[]): Split {
  const [, name, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(text.trim()) ?? [];
  if (name === undefined) return { name: undefined, value: joined(text, rest) };
  return { name, value: value === undefined ? undefined : joined(value, rest) };
}

const joined = (text: string, rest: readonly Value[]): Value =>
  rest.length === 0 ? { known: text } : { unknown: true, shape: { kind: 'template', parts: [...(text === '' ? [] : [{ known: text }]), ...rest] } };

const isEmpty = (value: Value): boolean => 'known' in value && (value.known === '' || value.known === null);

function grouped(pairs: Pairs['pairs']): Map<string, readonly Value[]> {
  const flags = new Map<string, readonly Value[]>();
  for (const [flag, value] of pairs) flags.set(flag, [...(flags.get(flag) ?? []), value]);
  return flags;
}
