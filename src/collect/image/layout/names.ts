import { limits } from './limits.ts';

/** A member's place in the image, as its folders from the root: `etc/passwd` is `['etc', 'passwd']`, the root itself is empty. */
export type Place = readonly string[];

export type NameReading = { readonly kind: 'place'; readonly place: Place } | { readonly kind: 'refused'; readonly message: string };

/** A name that leads out of the image, or is none. A leading `/` or `./` only says what is meant anyway. */
export function placeOf(name: string): NameReading {
  if (name.length > limits.path) return refused(`a name of ${name.length} characters`);
  if (name.includes('\0')) return refused('a name with a zero byte');
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return refused('a name that leads out of its folder by ..');
  return { kind: 'place', place: parts };
}

const refused = (message: string): NameReading => ({ kind: 'refused', message });

/** What a later layer takes away: https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
export type Whiteout =
  | { readonly kind: 'file'; readonly place: Place }
  /** All that lower layers have in this folder. */
  | { readonly kind: 'opaque'; readonly place: Place }
  /** AUFS's own bookkeeping. */
  | { readonly kind: 'bookkeeping' };

export function whiteoutOf(place: Place): Whiteout | undefined {
  const mark = '.wh.';
  const hidden = place.findIndex((part) => part.startsWith(mark));
  if (hidden === -1) return undefined;
  const [folder, name] = [place.slice(0, hidden), place[hidden] ?? ''];
  if (name === '.wh..wh..opq' && hidden === place.length - 1) return { kind: 'opaque', place: folder };
  if (name.startsWith('.wh..wh.') || hidden < place.length - 1 || name === mark) return { kind: 'bookkeeping' };
  return { kind: 'file', place: [...folder, name.slice(mark.length)] };
}
