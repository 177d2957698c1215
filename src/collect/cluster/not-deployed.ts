import type { Trouble } from '../../evidence/observation.ts';
import { shellWord } from '../../evidence/shell-word.ts';
import type { ClusterDeployFacts } from './deploy/section.ts';
import { inKeptCluster } from './trouble.ts';

/** Of an app that isn't there nothing can be tried. */
export function notDeployed({ workload, namespace, outcome, refused }: ClusterDeployFacts): Trouble {
  const at = { path: workload.path, ...(workload.line !== undefined && { line: workload.line }) };
  const title = `${workload.kind} ${workload.name}`;
  const reproduce = inKeptCluster(`kubectl --namespace=${shellWord(namespace)} rollout status ${shellWord(`${workload.kind.toLowerCase()}/${workload.name}`)} --timeout=60s`);
  const expected = `${title} ready in a cluster`;
  switch (outcome.kind) {
    case 'not-ready': {
      const [first] = outcome.troubles;
      return { expected, observed: `it did not become ready: ${first?.observed ?? 'nobody knows why'}`, at: first?.at ?? at, fix: first?.fix ?? 'See what the cluster says of its pods.', reproduce };
    }
    case 'denied':
      return { expected, observed: `the cluster would not take ${outcome.object.kind} ${outcome.object.name}: ${outcome.message}`, at: { path: outcome.object.path, ...(outcome.object.line !== undefined && { line: outcome.object.line }) }, fix: outcome.fix, reproduce };
    case 'refused': {
      const own = refused.find(({ object }) => object.kind === workload.kind && object.name === workload.name) ?? refused[0];
      return { expected, observed: `it was not deployed: ${own?.observed ?? 'it is of a kind that docc deploys none of'}`, at, fix: own?.fix ?? 'Run the app by a Deployment.', reproduce };
    }
    case 'ready':
      return { expected, observed: 'it was ready, and is no more', at, fix: 'Grade again.', reproduce };
  }
}

export const withoutApp = (image: string): Trouble => ({
  expected: `a workload that runs ${image}`,
  observed: 'none in what the submission deploys',
  fix: `Add a Deployment that runs ${image}, in a chart or in manifests.`,
  reproduce: `grep --recursive --fixed-strings ${shellWord(image.slice(image.lastIndexOf('/') + 1))} --include='*.yaml' . | grep 'image:'`,
});
