import { type Finding, trouble } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import { isOf, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { counted, field } from '../secure-pod/printed.ts';
import { annotating, type Holder, put } from '../secure-pod/put.ts';
import { placed, writtenItems } from '../secure-pod/snippets.ts';
import type { Security, Situation } from './secured.ts';

type Plain = Extract<Security, { kind: 'plain' }>;

const inSpec = (manifest: Plain['in']): Holder => ({ title: `the \`spec\` of ${code(titleOf(manifest))}`, value: valueIn(manifest.body, 'spec') });

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
  if (plain.trouble === 'names') return trouble({ ...common, fix: put(plain.in, inSpec(plain.in), { dnsNames: [host] }), reproduce: counted(app, plain.in, host.replaceAll('.', '[.]')) });
  if (plain.trouble === 'alb') {
    const annotations = { 'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]', 'alb.ingress.kubernetes.io/certificate-arn': '<arn>' };
    return trouble({ ...common, fix: annotating(plain.in, annotations, `, with the ARN of a certificate for ${code(host)}`), reproduce: counted(app, plain.in, 'certificate-arn') });
  }
  return plain.trouble === 'listener' ? listenerFix(situation, plain, host) : secretFix(situation, plain, host);
}

function listenerFix({ app }: Situation, { observed, at, in: gateway }: Plain, host: string): Finding {
  if (isOf(gateway, 'Gateway', 'networking.istio.io')) {
    const server = { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: [host], tls: { mode: 'SIMPLE', credentialName: 'docc-sample-tls' } };
    return trouble({ observed, at, fix: put(gateway, inSpec(gateway), { servers: [server] }), reproduce: counted(app, gateway, field('credentialName', '')) });
  }
  const listener = { name: 'https', port: 443, protocol: 'HTTPS', hostname: host, tls: { certificateRefs: [{ name: 'docc-sample-tls' }] } };
  return trouble({
    observed,
    at,
    fix: `${put(gateway, inSpec(gateway), { listeners: [listener] })}\nName it by \`sectionName: https\` in the route; the Secret is filled by cert-manager, if \`cert-manager.io/issuer: <issuer>\` is among the Gateway’s annotations.`,
    reproduce: counted(app, gateway, field('protocol', 'HTTPS')),
  });
}

/** cert-manager may be told already. */
function secretFix({ app }: Situation, plain: Plain, host: string): Finding {
  const { observed, at, in: manifest } = plain;
  const name = `${shownValue(manifest.name) || 'docc-sample'}-tls`;
  const isIngress = isOf(manifest, 'Ingress', 'networking.k8s.io');
  const pattern = isIngress || !isOf(manifest, 'Gateway', 'gateway.networking.k8s.io') ? field('secretName', '') : field('certificateRefs', '');
  const issuer = valueIn(manifest.body, 'metadata', 'annotations', 'cert-manager.io/issuer') ?? valueIn(manifest.body, 'metadata', 'annotations', 'cert-manager.io/cluster-issuer');
  const filled = issuer === undefined ? 'Who fills that Secret is cert-manager, if `cert-manager.io/cluster-issuer: <issuer>` is among its annotations, or you by `kubectl create secret tls`.' : 'cert-manager fills that Secret, as its annotation asks.';
  return trouble({ observed, at, fix: `${naming(plain, name, host)}\n${filled}`, reproduce: counted(app, manifest, pattern) });
}

/** A member of an Ingress's `tls` that names no certificate is the first that counts: another after it would change nothing. */
function naming({ trouble: of, at, in: manifest }: Plain, secretName: string, host: string): string {
  const spec = valueIn(manifest.body, 'spec');
  const holder = inSpec(manifest);
  if (isOf(manifest, 'Ingress', 'networking.k8s.io')) {
    const entries = membersOf(valueIn(spec, 'tls'));
    const isInTheWay = entries.length > 0 && (of === 'secretless' || entries.some((each) => membersOf(valueIn(each, 'hosts')).length === 0));
    const entry = { hosts: [host], secretName };
    return isInTheWay ? `In place of what \`tls\` says at ${placed(at)} write:${writtenItems(manifest, 'tls', [entry])}` : put(manifest, holder, { tls: [entry] });
  }
  if (isOf(manifest, 'Gateway', 'gateway.networking.k8s.io')) {
    const listener = membersOf(valueIn(spec, 'listeners')).find((each) => shownValue(valueIn(each, 'protocol')) === 'HTTPS' && valueIn(each, 'tls', 'certificateRefs', 0, 'name') === undefined);
    return put(manifest, { title: `the HTTPS listener of ${code(titleOf(manifest))}`, value: listener ?? spec }, { tls: { certificateRefs: [{ name: secretName }] } });
  }
  const virtualHost = valueIn(spec, 'virtualhost');
  return put(manifest, virtualHost === undefined ? holder : { title: `the \`virtualhost\` of ${code(titleOf(manifest))}`, value: virtualHost }, { tls: { secretName } });
}
