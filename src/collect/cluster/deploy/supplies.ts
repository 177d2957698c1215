import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { selfSigned } from './certificate.ts';
import type { Needs } from './needs.ts';

export type Supply = { readonly object: KubernetesObject; readonly told: string };

/** Secrets that the submission refers to and that are made elsewhere: by cert-manager, by an operator, by hand. */
export const secretsFor = ({ secrets }: Needs, namespace: string, now: Date): readonly Supply[] =>
  secrets.map(({ name, keys, hosts }) => {
    const metadata = { name, namespace };
    if (hosts === undefined) return { object: { apiVersion: 'v1', kind: 'Secret', metadata, stringData: placeholders(keys) }, told: `Secret ${name}, with a placeholder` };
    const { certificate, key } = selfSigned(hosts, now);
    const stringData = { ...placeholders(keys), 'tls.crt': certificate, 'tls.key': key };
    return { object: { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata, stringData }, told: `TLS Secret ${name}, self-signed` };
  });

const placeholders = (keys: readonly string[]): Readonly<Record<string, string>> => Object.fromEntries((keys.length === 0 ? ['placeholder'] : keys).map((key) => [key, 'placeholder']));

export const probeRoute = 'docc-probe';

/** Leads a host of docc's own to the app's Service, whatever the submission's route does. */
export function probeRouteOf(namespace: string, host: string, service: { readonly name: string; readonly port: number }, ingressClassName: string): KubernetesObject {
  const backend = { service: { name: service.name, port: { number: service.port } } };
  const rules = [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: probeRoute, namespace }, spec: { ingressClassName, rules } };
}
