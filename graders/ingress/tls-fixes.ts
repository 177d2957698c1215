import { type Finding, trouble } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import { isOf, shownValue } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { counted, field } from '../secure-pod/printed.ts';
import { placed, written } from '../secure-pod/snippets.ts';
import type { Security, Situation } from './secured.ts';

type Plain = Extract<Security, { kind: 'plain' }>;

export function tlsFix(situation: Situation, plain: Plain): Finding {
  const { app } = situation;
  const { observed, at } = plain;
  const { host } = app;
  const common = { observed, at };
  if (plain.trouble === 'committed') {
    return trouble({
      ...common,
      fix: `Take the key away at ${placed(at)}, with its Secret, and have the certificate made anew: the history keeps this key. Let cert-manager fill the Secret, by ${code('cert-manager.io/cluster-issuer: <issuer>')} among the annotations of the route.`,
      reproduce: `! grep -snE 'tls[.]key' ${shellPath(plain.in.object.path)}`,
    });
  }
  if (plain.trouble === 'names') return trouble({ ...common, fix: `At ${placed(at)} write under \`spec\`:${written(plain.in, { dnsNames: [host] })}`, reproduce: counted(app, plain.in, host.replaceAll('.', '[.]')) });
  if (plain.trouble === 'alb') {
    const annotations = { 'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]', 'alb.ingress.kubernetes.io/certificate-arn': '<arn>' };
    return trouble({ ...common, fix: `Among the annotations at ${placed(at)} write, with the ARN of a certificate for ${code(host)}:${written(plain.in, { annotations })}`, reproduce: counted(app, plain.in, 'certificate-arn') });
  }
  return plain.trouble === 'listener' ? listenerFix(situation, plain, host) : secretFix(situation, plain, host);
}

function listenerFix({ app }: Situation, { observed, at, in: gateway }: Plain, host: string): Finding {
  if (isOf(gateway, 'Gateway', 'networking.istio.io')) {
    const server = { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: [host], tls: { mode: 'SIMPLE', credentialName: 'docc-sample-tls' } };
    return trouble({ observed, at, fix: `Add to the servers at ${placed(at)}:${written(gateway, { servers: [server] })}`, reproduce: counted(app, gateway, field('credentialName', '')) });
  }
  const listener = { name: 'https', port: 443, protocol: 'HTTPS', hostname: host, tls: { certificateRefs: [{ name: 'docc-sample-tls' }] } };
  return trouble({
    observed,
    at,
    fix: `Add to the listeners at ${placed(at)}, and name it by \`sectionName: https\` in the route; the Secret is filled by cert-manager, if \`cert-manager.io/issuer: <issuer>\` is among the Gateway’s annotations:${written(gateway, { listeners: [listener] })}`,
    reproduce: counted(app, gateway, field('protocol', 'HTTPS')),
  });
}

/** cert-manager may be told already. */
function secretFix({ app }: Situation, { observed, at, in: manifest }: Plain, host: string): Finding {
  const name = `${shownValue(manifest.name) || 'docc-sample'}-tls`;
  const isIngress = isOf(manifest, 'Ingress', 'networking.k8s.io');
  const fields = isIngress ? { tls: [{ hosts: [host], secretName: name }] } : isOf(manifest, 'Gateway', 'gateway.networking.k8s.io') ? { tls: { certificateRefs: [{ name }] } } : { tls: { secretName: name } };
  const pattern = isIngress || !isOf(manifest, 'Gateway', 'gateway.networking.k8s.io') ? field('secretName', '') : field('certificateRefs', '');
  const issuer = valueIn(manifest.body, 'metadata', 'annotations', 'cert-manager.io/issuer') ?? valueIn(manifest.body, 'metadata', 'annotations', 'cert-manager.io/cluster-issuer');
  const filled = issuer === undefined ? 'Who fills that Secret is cert-manager, if `cert-manager.io/cluster-issuer: <issuer>` is among its annotations, or you by `kubectl create secret tls`.' : 'cert-manager fills that Secret, as its annotation asks.';
  return trouble({ observed, at, fix: `At ${placed(at)} write under \`spec\`:${written(manifest, fields)}\n${filled}`, reproduce: counted(app, manifest, pattern) });
}
