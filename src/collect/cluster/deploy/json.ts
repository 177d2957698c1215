import { own } from '../../../evidence/own.ts';
import type { Json } from '../../terraform/section.ts';

export type Members = { readonly [member: string]: Json };

export const isMembers = (json: Json | undefined): json is Members => typeof json === 'object' && json !== null && !Array.isArray(json);

/** Of a member that is there and is what was asked for; nothing else is. */
export const membersAt = (json: Json | undefined, ...path: readonly string[]): Members | undefined => {
  const found = at(json, ...path);
  return isMembers(found) ? found : undefined;
};
export const textAt = (json: Json | undefined, ...path: readonly string[]): string | undefined => {
  const found = at(json, ...path);
  return typeof found === 'string' ? found : undefined;
};
export const listAt = (json: Json | undefined, ...path: readonly string[]): readonly Json[] => {
  const found = at(json, ...path);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
};

export function at(json: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((within, member) => (isMembers(within) ? own(within, member) : undefined), json);
}

/** The same with one member changed; a member that becomes undefined is left out. What isn't there stays so. */
export function changedAt(json: Members, path: readonly string[], change: (old: Json) => Json | undefined): Members {
  const [member, ...rest] = path;
  const old = member === undefined ? undefined : at(json, member);
  if (member === undefined || old === undefined) return json;
  const made = rest.length === 0 ? change(old) : isMembers(old) ? changedAt(old, rest, change) : old;
  const { [member]: _old, ...others } = json;
  return made === undefined ? others : { ...json, [member]: made };
}

/** All texts, each with the names of the members that lead to it. */
export function mapTexts(json: Json, change: (text: string, path: readonly string[]) => Json | undefined, path: readonly string[] = []): Json {
  if (typeof json === 'string') return change(json, path) ?? '';
  if (Array.isArray(json)) return (json as readonly Json[]).map((each) => mapTexts(each, change, path));
  if (!isMembers(json)) return json;
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) => {
      const within = [...path, name];
      const made = typeof value === 'string' ? change(value, within) : mapTexts(value, change, within);
      return made === undefined ? [] : [[name, made] as const];
    }),
  );
}
