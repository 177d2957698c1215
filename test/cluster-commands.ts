import { customKinds } from '../src/collect/cluster/standin/inert-kinds.ts';
import { gatewayClassOf, ingressClassOf, standInObjects } from '../src/collect/cluster/standin/objects.ts';
import type { Environment } from '../src/tools/find-program.ts';
import { type Commands, commandsWith, dockerHere } from './stand-in-programs.ts';

/** What cluster commands are run with: each makes a cluster of its own, one after the other. */
export const clusterCommands = (env: Environment): Promise<Commands> => commandsWith(env, { docker: dockerHere(env), kind: kindHere(env), helm: helmHere(env) }, 900_000);

/** kind with the node image of this machine, whose nodes hold the image that commands ask from. */
const kindHere = ({ DOCC_KIND_IMAGE: image = '' }: Environment): string => `[ "$1 $2" = 'create cluster' ] || exec kind "$@"
kind "$@" ${image === '' ? '' : `--image '${image}'`} || exit
[ "$3" = --name ] && docker image inspect busybox:stable > /dev/null 2>&1 && kind load docker-image busybox:stable --name "$4"
exit 0
`;

const traefik = { namespace: 'traefik', name: 'traefik' } as const;
const labels = { 'app.kubernetes.io/name': 'traefik' };

/** Traefik's own chart is in a repository of charts: what docc runs in its place is put where that chart puts it, under the class that is asked for. */
function helmHere({ DOCC_CONTROLLER_IMAGE: image = 'traefik:v3.7' }: Environment): string {
  const standIn = standInObjects({ namespace: traefik.namespace, labels, image, ports: { http: 80, https: 443 }, nodeLabels: {}, id: 'here' });
  const service = { apiVersion: 'v1', kind: 'Service', metadata: traefik, spec: { selector: labels, ports: [{ name: 'web', port: 80 }, { name: 'websecure', port: 443 }] } };
  const first = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: traefik.namespace } }, ...customKinds()];
  const objects = [...standIn, service, ingressClassOf('THE-CLASS', true), gatewayClassOf('THE-CLASS')];
  const list = (items: readonly unknown[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  return `[ "$1 $2" = 'install traefik' ] || exec helm "$@"
class=traefik
for word in "$@"; do case $word in ingressClass.name=*) class=\${word#*=} ;; esac; done
kubectl apply --server-side -f - > /dev/null <<'END' || exit
${list(first)}
END
kubectl wait --for=condition=Established --all customresourcedefinitions --timeout=60s > /dev/null || exit
sed "s/THE-CLASS/$class/g" <<'END' | kubectl apply -f - > /dev/null || exit
${list(objects)}
END
exec kubectl -n traefik rollout status deployment --timeout=120s
`;
}
