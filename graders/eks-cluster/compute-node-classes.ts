import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Root, TerraformFacts } from '../../src/collect/terraform/section.ts';
import { asNumber, asText, valueIn } from '../../src/terraform/value.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import { type Finding, fine, open } from './clusters-verdict.ts';
import { openBecause, placeName, quoted } from './clusters-wording.ts';
import type { Karpenter } from './compute.ts';
import { type Applied, appliedOfKind } from './compute-manifests.ts';

/**
 * What Karpenter takes where a class says nothing: tokens are required by every version, and one hop since v1.
 * https://karpenter.sh/docs/concepts/nodeclasses/#specmetadataoptions; read on 21 November 2026
 */
const defaultHops = (version: string): number => (version === 'karpenter.k8s.aws/v1' ? 1 : 2);

/** The metadata service of nodes that Karpenter starts, by its node classes. */
export function karpenterMetadata(karpenter: Karpenter, root: Root, facts: TerraformFacts, manifests: ManifestsFacts): readonly Finding[] {
  const classes = appliedOfKind(facts, manifests, root, 'EC2NodeClass');
  if (classes.length > 0) return classes.map(ofClass);
  return karpenter.attached === 'yes' ? [open(`the metadata service of Karpenter's nodes stands in an EC2NodeClass, and the files have none`, karpenter.at)] : [];
}

function ofClass({ by, object, at }: Applied): Finding {
  const name = code(by);
  const options = valueIn(object, 'spec', 'metadataOptions');
  const [tokens, hops, version] = [asText(valueIn(options, 'httpTokens')), asNumber(valueIn(options, 'httpPutResponseHopLimit')), asText(valueIn(object, 'apiVersion'))];
  if (tokens.kind === 'unknown' || hops.kind === 'unknown') return open(`the metadata options of ${name} ${openBecause(options)}`, at);
  const taken = hops.kind === 'known' ? hops.is : defaultHops(version.kind === 'known' ? version.is : '');
  const requires = tokens.kind !== 'known' || tokens.is === 'required';
  if (requires && taken === 1) return fine(`${name} requires tokens, one hop`);
  return {
    kind: 'trouble',
    observed: `${name} ${requires ? `answers ${taken} hops away` : 'answers without a token'}`,
    at,
    fix: `Write in the ${code('spec')} of ${name} (${placeName(at)}):${quoted(at.path, 'metadataOptions:\n  httpTokens: required\n  httpPutResponseHopLimit: 1')}`,
    reproduce: `grep -nE 'httpPutResponseHopLimit"?[[:space:]]*[=:][[:space:]]*1([^0-9]|$)' ${shellPath(at.path)}`,
  };
}
