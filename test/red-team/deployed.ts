import type { ClusterDeployFacts } from '../../src/collect/cluster/deploy/section.ts';
import type { FileCase } from './case.ts';
import { H } from './H.ts';

/** What of an attack a cluster is not given, by which rules, and what becomes of the deployment. */
export type Deployed = { readonly attack: FileCase; readonly outcome: ClusterDeployFacts['outcome']['kind']; readonly refused: readonly string[] };

const outcomes: Readonly<Record<string, Omit<Deployed, 'attack'>>> = {
  'a privileged pod with the node’s file system': { outcome: 'refused', refused: ['host-access'] },
  'a webhook, a CRD and a ClusterRole': { outcome: 'ready', refused: [] },
  'an object in kube-system': { outcome: 'ready', refused: ['foreign-namespace'] },
  'another image, and a sidecar that answers': { outcome: 'refused', refused: ['image'] },
  'hooks, keep, and finalizers': { outcome: 'ready', refused: ['finalizer', 'hook', 'hook'] },
  'a Service that leads elsewhere': { outcome: 'ready', refused: ['exposure'] },
  'ten thousand pods': { outcome: 'refused', refused: ['size'] },
  'the API by a token that the pod is given, and rights over secrets': { outcome: 'denied', refused: [] },
  'a policy that lets pods out to everywhere, metadata too': { outcome: 'ready', refused: [] },
};

export const deployed: readonly Deployed[] = H.flatMap((attack) => {
  const known = outcomes[attack.tried];
  return known === undefined ? [] : [{ attack, ...known }];
});
