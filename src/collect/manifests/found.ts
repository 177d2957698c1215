import type { Location } from '../../evidence/observation.ts';
import type { Placed } from './placed.ts';
import type { Landing } from './section.ts';

/** Where an object goes that names no namespace, or whose namespace somebody else chose. */
export type Chosen = Extract<Landing, { readonly kind: 'namespace' }>;

/** An object before it is judged and written down. */
export type Found = {
  readonly root: Placed;
  readonly path: string;
  readonly line?: number;
  readonly address?: string;
  /** Where it lands if it doesn't say so itself. */
  readonly otherwise?: Chosen | undefined;
  /** Somebody who puts namespaces in objects: what it says itself is their word. */
  readonly by?: { readonly kind: 'kustomize'; readonly name: string; readonly at: Location } | undefined;
};
