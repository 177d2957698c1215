import type { Trouble } from '../../evidence/observation.ts';
import { shellWord } from '../../evidence/shell-word.ts';
import type { Deployment } from './cluster.ts';

/** The submission deployed as docc does it, in a cluster that is there for this command alone: `test` fails there until the trouble is gone. */
export function inKeptCluster(test: string): string {
  const steps = [
    'docc grade . --tier cluster --keep --fresh --quiet --out "$(mktemp -d)" > /dev/null',
    `trap 'kill $(jobs -p) 2> /dev/null; kind delete cluster --name "$name"' EXIT`,
    "name=$(kind get clusters | grep '^docc-kept-' | tail -n 1)",
    `export KUBECONFIG="$(mktemp)" && kind export kubeconfig --name "$name" && ${test}`,
  ];
  return `(${steps.join('; ')})`;
}

const at = ({ workload: { object } }: Deployment) => ({ path: object.path, ...(object.line !== undefined && { line: object.line }) });
const within = ({ namespace }: Deployment): string => `kubectl --namespace=${shellWord(namespace)}`;
const word = ({ workload: { object } }: Deployment): string => shellWord(`${object.kind.toLowerCase()}/${object.name}`);
const named = ({ workload: { object } }: Deployment): string => `${object.kind} ${object.name}`;

/** Nobody can be asked while things happen to the app. */
export const withoutService = (deployment: Deployment): Trouble => ({
  expected: `a Service before ${named(deployment)}, by which it is asked while its pods are replaced`,
  observed: 'no Service that was applied selects its pods',
  at: at(deployment),
  fix: 'Add a Service whose selector are labels of the pod template and whose targetPort is the port that the server listens on.',
  reproduce: inKeptCluster(`${within(deployment)} get endpointslices -o jsonpath='{.items[*].endpoints[*].targetRef.name}' | grep -qF ${shellWord(deployment.workload.object.name)}`),
});

export const neverAnswering = (deployment: Deployment): Trouble => ({
  expected: `${named(deployment)} answers by its Service while nothing happens`,
  observed: 'of the control run, in which nothing was disturbed, not one request was answered',
  at: at(deployment),
  fix: "Let the Service's targetPort be the port that the server listens on, on all addresses and not on 127.0.0.1 alone.",
  reproduce: inKeptCluster(`{ ${within(deployment)} port-forward ${shellWord(`service/${deployment.service?.name ?? '<name>'}`)} 18080:${deployment.service?.port ?? 80} > /dev/null & } && sleep 5 && curl -fsS -o /dev/null http://127.0.0.1:18080/`),
});

export const rollingNothingOut = (deployment: Deployment): Trouble => ({
  expected: 'a workload that rolls a new version out and back, such as a Deployment',
  observed: `${named(deployment)}, which does not: a change of its template changes no pod`,
  at: at(deployment),
  fix: `Make it a Deployment with the same pod template, two replicas and a rolling update.`,
  reproduce: inKeptCluster(`${within(deployment)} rollout status ${word(deployment)} --timeout=60s`),
});

export const notAsBefore = (deployment: Deployment): Trouble => ({
  expected: `${named(deployment)} has ${deployment.workload.replicas} ready pods again after what was done to it before`,
  observed: 'a minute later it has not',
  at: at(deployment),
  fix: 'See why the pods that replace others do not become ready: resources that only the first ones find, a volume that one pod keeps, a lock that is not given back.',
  reproduce: inKeptCluster(`${within(deployment)} rollout restart ${word(deployment)} && ${within(deployment)} rollout status ${word(deployment)} --timeout=60s`),
});
