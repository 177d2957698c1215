import type { Settings } from '../../src/grade/settings.ts';
import { dockerHub, elasticContainerRegistry, gitHub } from './knowledge/registries.ts';
import { hole, shown, type Text } from './text.ts';

export type Registry = 'docker-hub' | 'ghcr' | 'ecr';

/** Where an image goes, held against where the challenge wants it. */
export type Destination =
  | { readonly kind: 'asked'; readonly registry: Registry; readonly name: string }
  | { readonly kind: 'other'; readonly name: string }
  | { readonly kind: 'unknown'; readonly name: string; readonly because: string };

/** `ghcr.io/owner/docc-sample:1@sha256:…` or `docker://…`; https://github.com/distribution/reference */
export function destination(reference: Text, { image }: Settings): Destination {
  const named = withoutVersion(reference);
  const name = shown(named);
  const wanted = image.slice(image.lastIndexOf('/') + 1);
  const segments = named.text.split('/');
  const last = segments.at(-1) ?? '';
  const open = { kind: 'unknown', name, because: named.holes.join(' and ') } as const;
  if (last !== wanted) return last.includes(hole) ? open : { kind: 'other', name };
  const registry = registryOf(segments);
  if (registry === 'ghcr' || registry === 'ecr') return segments.length > 1 ? { kind: 'asked', registry, name } : open;
  if (registry === 'elsewhere') return { kind: 'other', name };
  const repository = registry === 'docker-hub' ? segments.slice(1).join('/') : named.text;
  if (repository === image) return { kind: 'asked', registry: 'docker-hub', name };
  return repository.includes(hole) ? open : { kind: 'other', name };
}

function withoutVersion({ text, holes }: Text): Text {
  const bare = text.trim().replace(/^(docker|oci):\/\//, '').replace(/@[^/]*$/, '').replace(/:[^/:]*$/, '');
  const before = text.slice(0, text.indexOf(bare)).split(hole).length - 1;
  return { text: bare, holes: holes.slice(before, before + bare.split(hole).length - 1) };
}

/** Undefined: the first segment names no registry, or files can't tell. */
function registryOf(segments: readonly string[]): Registry | 'elsewhere' | undefined {
  const [first = '', second] = segments;
  if (dockerHub.has(first)) return 'docker-hub';
  if (first === gitHub) return 'ghcr';
  if (elasticContainerRegistry.test(first)) return 'ecr';
  const isHost = second !== undefined && (/[.:]/.test(first) || first === 'localhost');
  return isHost && !first.includes(hole) ? 'elsewhere' : undefined;
}
