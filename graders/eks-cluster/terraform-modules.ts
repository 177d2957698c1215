import type { Block, Root } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { placeOf } from '../../src/terraform/declared.ts';
import { asText, valueOf } from '../../src/terraform/value.ts';

/** How far a module of somebody else's is held to a version; those of the submission itself need none. */
export type Pinning = {
  readonly address: string;
  readonly source: string;
  readonly at: Location;
  readonly state: 'pinned' | 'loose' | 'unknown';
  readonly from: 'registry' | 'git' | 'archive';
};

export const pinningsOf = (root: Root): readonly Pinning[] =>
  root.blocks.filter(({ kind, folder }) => kind === 'module' && folder === undefined).flatMap(pinningOf);

function pinningOf(block: Block): readonly Pinning[] {
  const [call] = block.instances;
  const value = call && valueOf(call, 'source');
  const source = asText(value);
  if (call === undefined || source.kind === 'absent' || source.kind === 'other') return [];
  if (source.kind === 'unknown') return [{ address: block.address, source: '', at: placeOf({ block }, value), state: 'unknown', from: 'registry' }];
  if (/^\.{1,2}(\/|$)/.test(source.is)) return [];
  const from = kindOf(source.is);
  const state = from === 'registry' ? byVersion(asText(valueOf(call, 'version'))) : from === 'git' ? byRef(source.is) : byUrl(source.is);
  return [{ address: block.address, source: source.is, at: placeOf({ block }, value), state, from }];
}

/** https://developer.hashicorp.com/terraform/language/modules/sources */
function kindOf(source: string): Pinning['from'] {
  if (/^(git|hg)::|^git@|^(github\.com|bitbucket\.org)\/|\.git(\/\/|\?|$)/.test(source)) return 'git';
  if (/^(https?|s3|gcs|oci)(::|:\/\/)/.test(source)) return 'archive';
  return 'registry';
}

/** Nothing locks modules: without an upper bound the next `init` takes the next major version. */
function byVersion(version: ReturnType<typeof asText>): Pinning['state'] {
  if (version.kind === 'unknown') return 'unknown';
  const terms = version.kind === 'known' ? version.is.split(',').map((term) => term.trim()) : [];
  return terms.some((term) => /^(=|~>|<=?)?\s*v?\d/.test(term)) ? 'pinned' : 'loose';
}

const branches = /^(main|master|trunk|develop|development|dev|staging|latest|stable|next|HEAD)$/i;

function byRef(source: string): Pinning['state'] {
  const ref = /[?&]ref=([^&]+)/.exec(source)?.[1];
  return ref === undefined || branches.test(ref.replace(/^refs\/heads\//, '')) ? 'loose' : 'pinned';
}

/** `…/vpc-1.4.2.zip`, `…?checksum=sha256:…`, an OCI tag or digest. */
const byUrl = (source: string): Pinning['state'] =>
  /\d+\.\d+|[?&](checksum|versionId|tag|digest|archive-version)=|@sha256:|\/[0-9a-f]{40}/i.test(source) ? 'pinned' : 'loose';
