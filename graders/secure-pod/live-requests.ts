import { shellWord } from '../../src/evidence/shell-word.ts';
import { asText } from '../../src/terraform/value.ts';
import { becomesReady, clusterName, type Deployed, named } from './live-commands.ts';
import type { Live } from './live-app.ts';

/** On a node of its own, where no drain reaches it. */
const asker = (command: string): string =>
  `kubectl -n default run asker --image=busybox:stable --restart=Never --overrides='{"spec":{"nodeName":"${clusterName}-control-plane"}}' -- sh -c ${shellWord(command)} && kubectl -n default wait --for=condition=Ready pod/asker`;

/** It is not the policies that are looked at. */
const unguarded = 'kubectl delete networkpolicies --all';

/** A test that asks the app's Service, one connection after the other, while something happens, and fails where one of them does. */
export function underLoad({ deploy }: Deployed, live: Live, happening: string): string {
  const asking = `end=$(($(date +%s) + 90)); while [ $(date +%s) -lt $end ]; do wget -qT 2 -O /dev/null ${shellWord(addressOf(live, deploy.namespace))} || echo lost; done`;
  const ended = "kubectl -n default wait '--for=jsonpath={.status.phase}=Succeeded' pod/asker --timeout=3m";
  return [unguarded, asker(asking), happening, becomesReady(deploy), ended, '! kubectl -n default logs asker | grep -q lost'].join(' && ');
}

const losing = "kubectl delete pod \"$(kubectl get pods -o 'jsonpath={.items[0].metadata.name}')\" --grace-period=0 --force";

/** Whether what is left answers when a pod is lost and no node takes another. */
export const withOneLess = ({ deploy }: Deployed, live: Live): string =>
  [unguarded, asker('sleep 600'), 'kubectl get nodes -o name | xargs kubectl cordon', losing, 'sleep 5', `kubectl -n default exec asker -- wget -qT 2 -O /dev/null ${shellWord(addressOf(live, deploy.namespace))}`].join(' && ');

/** Whether the pod that replaces a lost one is ready within as many seconds as docc waits. */
export const replacing = `${losing} && sleep 2 && kubectl wait --for=condition=Ready pods --all --timeout=30s`;

/** The app's Service by its name in the cluster, on its first port. */
export function addressOf({ app }: Live, namespace: string): string {
  const service = app?.services[0]?.service;
  const [name, port] = [asText(service?.manifest.name), asText(service?.ports[0]?.port)];
  return `http://${name.kind === 'known' ? name.is : 'docc-sample'}.${namespace}:${port.kind === 'known' ? port.is : '80'}/`;
}

export const restarting = ({ deploy }: Deployed): string => `kubectl rollout restart ${named(deploy)}`;

/** One after the other, each with its grace. */
export const deleting = 'kubectl get pods -o name | while read -r pod; do kubectl delete "$pod" && sleep 10; done';
