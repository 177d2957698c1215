import type { ClusterRouteFacts } from '../../src/collect/cluster/route/section.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import { shownValue } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { deployed, type Deployed } from '../secure-pod/live-commands.ts';
import type { LiveRoute } from './live-route.ts';

/** Where a person's machine reaches the controller while the command runs. */
const ports = { http: 18080, https: 18443 };

const forwarding = `{ kubectl -n traefik port-forward service/traefik ${ports.http}:80 ${ports.https}:443 > /dev/null & } && sleep 5`;

/** Traefik, under the class that the route names, with the certificate that it declares. */
const controller = (className: string): string =>
  `helm install traefik traefik --repo https://traefik.github.io/charts --namespace traefik --create-namespace --wait --set service.type=ClusterIP --set-string ${shellWord(`ingressClass.name=${className.replaceAll(/[,{}=\\]/g, '')}`)} --set providers.kubernetesGateway.enabled=true`;

const certified = (secret: string, host: string): string =>
  `openssl req -x509 -newkey rsa:2048 -nodes -days 1 -keyout "$KUBECONFIG.key" -out "$KUBECONFIG.crt" -subj ${shellWord(`/CN=${host}`)} -addext ${shellWord(`subjectAltName=DNS:${host}`)} && kubectl create secret tls ${shellWord(secret)} --key "$KUBECONFIG.key" --cert "$KUBECONFIG.crt"`;

/** A test of requests that come in by a controller. Policies of the submission let in another: they are gone meanwhile. */
export function throughController(facts: Deployed, settings: Settings, route: LiveRoute | undefined, { host, tls }: ClusterRouteFacts, test: string): string {
  const className = shownValue(valueIn(route?.manifest?.body, 'spec', 'ingressClassName')) || 'traefik';
  const secret = 'secret' in tls ? [certified(tls.secret, host)] : [];
  return deployed(facts, settings, { before: [controller(className), ...secret], test: `kubectl delete networkpolicies --all && ${forwarding} && ${test}` });
}

/** Asks as docc does: a path and a query of which nobody knows, and the answer must bring them back. By HTTPS where HTTP is refused. */
export const echoes = (host: string): string =>
  `word=docc-$RANDOM && { ${['http', 'https'].map((scheme) => `curl -fsSk ${resolving(scheme, host)} | grep -q "$word.*$word"`).join(' || ')}; }`;

const resolving = (scheme: string, host: string): string => {
  const port = scheme === 'http' ? ports.http : ports.https;
  return `--connect-to ${shellWord(`${host}:${port}:127.0.0.1:${port}`)} ${shellWord(`${scheme}://${host}:${port}/`)}"$word?q=$word"`;
};

/** An unknown host that the server must not answer: what it answers brings back the path. */
export const rejects = (host: string): string => `word=docc-$RANDOM && ! curl -sS -H ${shellWord(`Host: ${host}`)} "http://127.0.0.1:${ports.http}/$word" | grep -q "$word"`;

/** The certificate that the Secret holds, and an answer by it. */
export const presents = (host: string): string =>
  `curl -fsS -o /dev/null --cacert "$KUBECONFIG.crt" --connect-to ${shellWord(`${host}:${ports.https}:127.0.0.1:${ports.https}`)} ${shellWord(`https://${host}:${ports.https}/`)}`;
