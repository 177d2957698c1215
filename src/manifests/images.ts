import type { Value } from '../collect/terraform/section.ts';
import { piecesOf } from '../terraform/text.ts';
import type { Answer } from './selectors.ts';

/** Stands for a piece that files don't tell; no image reference holds it. */
const hole = '\0';

/** `ghcr.io/owner/docc-sample:1.0@sha256:…` taken apart. https://github.com/distribution/reference */
export type Image = {
  /** Without tag and digest, a hole for each unknown piece. */
  readonly repository: string;
  /** `unknown`: there may be one, and files don't tell it. */
  readonly tag: Part;
  readonly digest: Part;
};

export type Part = { readonly kind: 'absent' } | { readonly kind: 'known'; readonly is: string } | { readonly kind: 'unknown' };

export function imageOf(value: Value | undefined): Image | undefined {
  if (value === undefined) return undefined;
  const text = (piecesOf(value) ?? [undefined]).map((piece) => piece ?? hole).join('');
  const [named = '', ...afterAt] = text.split('@');
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const repository = colon === -1 ? named : named.slice(0, colon);
  // What ends in an unknown piece may end in a tag or a digest.
  const open: Part = named.endsWith(hole) ? { kind: 'unknown' } : { kind: 'absent' };
  const tag = colon === -1 ? open : partOf(named.slice(colon + 1));
  return { repository, tag, digest: afterAt.length === 0 ? open : partOf(afterAt.join('@')) };
}

const partOf = (text: string): Part => (text === '' ? { kind: 'absent' } : text.includes(hole) ? { kind: 'unknown' } : { kind: 'known', is: text });

/** Whether its last segment is that name, whatever registry and owner it comes from. */
export function isNamed({ repository, tag }: Image, name: string): Answer {
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  if (last === name) return 'yes';
  if (!last.includes(hole)) return 'no';
  const [start = '', ...rest] = last.split(hole);
  const end = rest.at(-1) ?? '';
  const mayEnd = name.endsWith(end) || tag.kind === 'unknown';
  return name.startsWith(start) && mayEnd ? 'maybe' : 'no';
}
