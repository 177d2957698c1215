import { own } from '../../evidence/own.ts';
import type { Json } from '../terraform/section.ts';
import type { Deployer } from './section.ts';

/** `--set a.b=c` and its like: Helm reads them itself. */
export type Setting = { readonly flag: '--set' | '--set-string' | '--set-json' | '--set-literal' | '--set-file'; readonly text: string };

/** A release as the submission declares it, before anything is rendered. Texts may hold marks. */
export type Declared = {
  /** The chart's folder. */
  readonly chart: string;
  readonly name: string;
  readonly namespace?: string;
  readonly createsNamespace: boolean;
  readonly by: Deployer;
  /** Of the submission, in order; before `values`. */
  readonly valueFiles: readonly string[];
  /** In order, later ones over earlier ones. */
  readonly values: readonly Json[];
  readonly settings: readonly Setting[];
  /** Values that no file tells are given as a whole: a Secret, a variable that holds a document. */
  readonly open: boolean;
  /** Why it can't be rendered as it would be: a values file that isn't here. */
  readonly skipped?: string;
};

const marks = /docc-unknown-\d{1,6}x/g;

export const isMarked = (text: string): boolean => text.includes('docc-unknown-');

export const marksIn = (text: string): ReadonlySet<string> => new Set(text.match(marks));

export const hasMarks = ({ values, settings }: Declared): boolean => isMarked(JSON.stringify(values)) || settings.some(({ text }) => isMarked(text));

/** The same without the values that hold one of these marks; without any that holds a mark where none are named. */
export function withoutMarkedValues(declared: Declared, which?: ReadonlySet<string>): Declared {
  const goes = (text: string): boolean => (which === undefined ? isMarked(text) : [...marksIn(text)].some((mark) => which.has(mark)));
  return {
    ...declared,
    values: declared.values.flatMap((each) => kept(each, goes) ?? []),
    settings: declared.settings.filter(({ text }) => !goes(text)),
  };
}

function kept(json: Json, goes: (text: string) => boolean): Json | undefined {
  if (typeof json === 'string') return goes(json) ? undefined : json;
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) {
    const members = json.flatMap((each) => kept(each, goes) ?? []);
    return members.length === 0 && json.length > 0 ? undefined : members;
  }
  const members = Object.entries(json).flatMap(([name, each]) => {
    const left = kept(each, goes);
    return left === undefined ? [] : [[name, left] as const];
  });
  return Object.fromEntries(members);
}

export const isList = (json: Json): json is readonly Json[] => Array.isArray(json);
export const isMap = (json: Json): json is { readonly [name: string]: Json } => typeof json === 'object' && json !== null && !isList(json);

/** The same without marks where the chart's own default is true or false: a mark would be true, whatever the value is. */
export function withoutMarkedTruths(json: Json, defaults: Json): Json | undefined {
  if (typeof json === 'string' && typeof defaults === 'boolean' && isMarked(json)) return undefined;
  if (!isMap(json) || !isMap(defaults)) return json;
  const members = Object.entries(json).flatMap(([name, each]) => {
    const left = withoutMarkedTruths(each, own(defaults, name) ?? null);
    return left === undefined ? [] : [[name, left] as const];
  });
  return Object.fromEntries(members);
}
