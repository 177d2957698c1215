import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Root, TerraformFacts } from '../../src/collect/terraform/section.ts';
import { onceFor } from '../../src/grade/once.ts';
import { landingIn } from '../../src/manifests/beside-terraform.ts';
import { gitOpsReleases } from '../../src/manifests/gitops-releases.ts';
import { imageOf } from '../../src/manifests/images.ts';
import { annotationOf, isOf, type Manifest, placeIn, titleOf } from '../../src/manifests/objects.ts';
import { containersOf } from '../../src/manifests/pods.ts';
import { type Workload, workloads } from '../../src/manifests/workloads.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { clustersIn } from './clusters.ts';
import { type Account, type AnnotatedAccount, isAccount, knownText } from './identity-accounts.ts';
import { type Caller, ofChart } from './identity-callers.ts';
import { callingImages, irsaAnnotation } from './knowledge/aws-callers.ts';

/** Service accounts of manifests that name a role, in each cluster that they may land in. */
export const annotatedBeside = onceFor(({ roots }: TerraformFacts, manifests: ManifestsFacts): readonly (AnnotatedAccount & { readonly manifest: Manifest })[] =>
  withCluster(roots).flatMap((root) =>
    landingIn(manifests, root).flatMap((manifest) => {
      const role = isOf(manifest, 'ServiceAccount', '') ? annotationOf(manifest, irsaAnnotation) : undefined;
      return role === undefined ? [] : [{ root, role, manifest, ...accountOf(manifest, manifest.name) }];
    }),
  ),
);

const withCluster = (roots: readonly Root[]): readonly Root[] => roots.filter((root) => clustersIn(root).length > 0);

const accountOf = (manifest: Manifest, name: Parameters<typeof knownText>[0]): Account => ({ namespace: knownText(manifest.namespace), name: knownText(name) });

/** Programs that manifests and GitOps bring: those that are known to call AWS, and whatever else has an account with a role. */
export const callersBeside = onceFor((facts: TerraformFacts, manifests: ManifestsFacts): readonly Caller[] => {
  const known = withCluster(facts.roots).flatMap((root) => {
    const landing = new Set(landingIn(manifests, root));
    const releases = [...landing].flatMap((manifest) => releasedBy(root, manifest));
    return [...releases, ...workloads(manifests).filter(({ manifest }) => landing.has(manifest)).flatMap((workload) => runBy(root, workload))];
  });
  const others = annotatedBeside(facts, manifests).filter(({ root, namespace, name }) => !known.some((caller) => caller.root === root && isAccount(caller.account, { namespace, name }) === 'yes'));
  return [...known, ...others.map(({ root, manifest, role, namespace, name }): Caller => ({ ...nobodys, root, name: titleOf(manifest), by: titleOf(manifest), at: placeIn(manifest, role), account: { namespace, name }, role }))];
});

const nobodys = { role: undefined, associates: [], byNode: undefined, ownRole: 'no' } as const;

const releasedBy = (root: Root, manifest: Manifest): readonly Caller[] =>
  gitOpsReleases(manifest.object.kind, manifest.body).flatMap(({ namespace, ...release }) =>
    ofChart({ ...release, root, by: titleOf(manifest), at: placeIn(manifest), namespace: namespace === undefined ? undefined : knownText(namespace) }),
  );

function runBy(root: Root, workload: Workload): readonly Caller[] {
  const { manifest, podSpec } = workload;
  const found = containersOf(workload).containers.find(({ value }) => programIn(value) !== undefined && callsAws(value));
  const name = found && programIn(found.value);
  if (name === undefined) return [];
  const account = accountOf(manifest, valueIn(podSpec, 'serviceAccountName') ?? valueIn(podSpec, 'serviceAccount') ?? { known: 'default' });
  return [{ ...nobodys, root, name, by: titleOf(manifest), at: placeIn(manifest), account }];
}

type Container = ReturnType<typeof containersOf>['containers'][number]['value'];

const programIn = (container: Container): string | undefined => {
  const repository = imageOf(valueIn(container, 'image'))?.repository;
  return callingImages.find((name) => repository === name || repository?.endsWith(`/${name}`) === true);
};

/** external-dns writes to many clouds. */
const callsAws = (container: Container): boolean =>
  !membersOf(valueIn(container, 'args')).some((arg) => matchesText(arg, '--provider=*') === 'yes' && matchesText(arg, '--provider=aws*') === 'no');
