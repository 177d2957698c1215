import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { landingIn } from '../../src/manifests/beside-terraform.ts';
import { gitOpsReleases } from '../../src/manifests/gitops-releases.ts';
import { isOf, placeIn, titleOf } from '../../src/manifests/objects.ts';
import { addressOf, placeOf } from '../../src/terraform/declared.ts';
import { objectsIn } from '../../src/terraform/kubernetes-objects.ts';
import { matchesText } from '../../src/terraform/text.ts';

/** What says what Karpenter starts, by Terraform or beside it. */
export type Applied = { readonly by: string; readonly object: Value; readonly at: Location };

const groups = { EC2NodeClass: 'karpenter.k8s.aws', NodePool: 'karpenter.sh' } as const;

/** Of the providers kubernetes and kubectl, whoever's of the latter, and of manifests that may land in the cluster of that root. */
export const appliedOfKind = ({ roots }: TerraformFacts, manifests: ManifestsFacts, root: Root, wanted: keyof typeof groups): readonly Applied[] => [
  ...roots.flatMap(objectsIn).flatMap(({ by, kind, body }) => (kind === wanted ? [{ by: addressOf(by), object: body, at: placeOf(by, body) }] : [])),
  ...landingIn(manifests, root).flatMap((each) => (isOf(each, wanted, groups[wanted]) ? [{ by: titleOf(each), object: each.body, at: placeIn(each) }] : [])),
];

/** Karpenter's chart, as Argo CD or Flux installs it: `Application karpenter`. */
export const karpenterByGitOps = (manifests: ManifestsFacts, root: Root): string | undefined =>
  landingIn(manifests, root)
    .filter(({ object, body }) => gitOpsReleases(object.kind, body).some(({ chart }) => ['karpenter', '*/karpenter'].some((glob) => matchesText(chart, glob) === 'yes')))
    .map(titleOf)[0];
