import type { Fault } from '../../../evidence/observation.ts';
import { imagesOfDocc } from '../../../tools/kind-nodes.ts';
import type { ClusterDeployFacts } from './section.ts';

/** Admission lets no pod name an image of docc's but the one that it brings to the nodes: a node without it was forgotten by docc. */
export function missingOwnImage({ outcome }: Pick<ClusterDeployFacts, 'outcome'>): Fault | undefined {
  const missing = outcome.kind === 'not-ready' && outcome.troubles.some(({ cause, observed }) => cause === 'image-missing' && observed.includes(`"${imagesOfDocc}/`));
  return missing ? { message: 'a node of the cluster does not have the image that docc brought to its nodes', repair: 'Grade again: a node may have joined the cluster late.' } : undefined;
}
