import type { Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { asText, leavesOf } from '../terraform/value.ts';
import type { Manifest } from './objects.ts';
import type { Answer } from './selectors.ts';

export type Direction = 'ingress' | 'egress';

/** Who is at the other end. */
export type Peer =
  /** `absence`: no peer is named; `selector`: an empty one; `entity`: Cilium's word for it. */
  | { readonly kind: 'everyone'; readonly by: 'absence' | 'selector' | 'entity' }
  /** Pods by label, namespace or both; `words` are what the selectors name. `own`: all of the app's own namespace. */
  | { readonly kind: 'pods'; readonly own: boolean; readonly words: readonly string[] }
  | { readonly kind: 'block'; readonly cidr: Value }
  /** Something else with a name: a host name, the nodes, the API server. */
  | { readonly kind: 'named'; readonly words: readonly string[] }
  | { readonly kind: 'unknown'; readonly value: Value };

/** Without `port` all of a protocol; `end` makes it a range. */
export type Ports = { readonly kind: 'all' } | { readonly kind: 'some'; readonly ports: readonly PolicyPort[] };
export type PolicyPort = { readonly port: Value | undefined; readonly end: Value | undefined };

export type Rule = { readonly policy: Manifest; readonly direction: Direction; readonly peers: readonly Peer[]; readonly ports: Ports; readonly at: Location };

/** One policy that selects the app's pods, or may. */
export type Policy = {
  readonly manifest: Manifest;
  readonly selects: Answer;
  /** Whether what no rule allows is denied. */
  readonly denies: Readonly<Record<Direction, Answer>>;
  readonly rules: readonly Rule[];
};

/** The texts that a selector names: label values and those of its expressions; an unknown one as it is written. */
export function wordsIn(selector: Value | undefined): readonly string[] {
  return leavesOf(selector).flatMap(({ value }) => {
    const text = asText(value);
    return text.kind === 'known' ? [text.is] : text.kind === 'unknown' ? ['…'] : [];
  });
}
