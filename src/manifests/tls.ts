import type { Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { membersOf } from '../terraform/members.ts';
import { asText, valueIn } from '../terraform/value.ts';
import { holdsHost } from './gateways.ts';
import { annotationOf, groupOf, isOf, type Manifest, placeIn, shareNamespace, shownValue, titleOf } from './objects.ts';
import { sameText, some } from './selectors.ts';

/** Where the certificate and key of a Secret come from. */
export type TlsSecret =
  /** Issued by cert-manager, decrypted or fetched by an operator. `forHost` is of a Certificate's own names. */
  | { readonly kind: 'made'; readonly by: string; readonly at: Location; readonly forHost: 'yes' | 'no' | 'maybe' }
  /** Its key can be read in the repository. */
  | { readonly kind: 'committed'; readonly manifest: Manifest; readonly at: Location }
  /** A template of a chart makes it, or is given it: files don't tell which. */
  | { readonly kind: 'rendered'; readonly manifest: Manifest }
  /** Somebody makes it outside of the repository. */
  | { readonly kind: 'elsewhere' };

/** https://cert-manager.io/docs/usage/ingress/#supported-annotations, for Ingresses and Gateways alike */
const issuing = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', 'cert-manager.io/issuer-kind', 'certmanager.k8s.io/cluster-issuer', 'certmanager.k8s.io/issuer'];

/** The annotation that has cert-manager issue what an Ingress or a Gateway names. */
export function issuedBy(manifest: Manifest): string | undefined {
  const acme = asText(annotationOf(manifest, 'kubernetes.io/tls-acme'));
  return issuing.find((name) => isSaid(annotationOf(manifest, name))) ?? (acme.kind === 'known' && acme.is === 'true' ? 'kubernetes.io/tls-acme' : undefined);
}

/** The issuer that an annotation asks and that isn't in the files; one of another group is its own controller's. https://cert-manager.io/docs/concepts/issuer/ */
export function issuerLacking(manifest: Manifest, around: readonly Manifest[]): string | undefined {
  const kinds = [['cert-manager.io/issuer', 'Issuer'], ['cert-manager.io/cluster-issuer', 'ClusterIssuer']] as const;
  if (isSaid(annotationOf(manifest, 'cert-manager.io/issuer-kind')) || isSaid(annotationOf(manifest, 'cert-manager.io/issuer-group'))) return undefined;
  const asked = kinds.flatMap(([annotation, kind]) => {
    const name = annotationOf(manifest, annotation);
    return isSaid(name) ? [{ kind, name }] : [];
  });
  const isThere = asked.some(({ kind, name }) => around.some((each) => isOf(each, kind, 'cert-manager.io') && sameText(each.name, name) !== 'no' && (kind === 'ClusterIssuer' || shareNamespace(each, manifest) !== 'no')));
  const [first] = asked;
  return first === undefined || isThere ? undefined : `${first.kind} ${shownValue(first.name)}`;
}

export const isSaid = (value: Value | undefined): boolean => value !== undefined && !('known' in value && (value.known === '' || value.known === null));

export function tlsSecretOf(name: Value, around: readonly Manifest[], host: string): TlsSecret {
  const certificate = around.find((each) => isOf(each, 'Certificate', 'cert-manager.io') && sameText(valueIn(each.body, 'spec', 'secretName'), name) !== 'no');
  if (certificate !== undefined) return { kind: 'made', by: titleOf(certificate), at: placeIn(certificate), forHost: isFor(certificate, host) };
  const operated = around.find((each) => isOperated(each) && namesOf(each).some((target) => sameText(target, name) === 'yes'));
  if (operated !== undefined) return { kind: 'made', by: titleOf(operated), at: placeIn(operated), forHost: 'yes' };
  const secret = around.find((each) => isOf(each, 'Secret', '') && sameText(each.name, name) === 'yes');
  return secret === undefined ? { kind: 'elsewhere' } : ofSecret(secret);
}

function isFor({ body }: Manifest, host: string): 'yes' | 'no' | 'maybe' {
  const names = [...membersOf(valueIn(body, 'spec', 'dnsNames')), ...membersOf(valueIn(body, 'spec', 'commonName'))];
  return some(names.map((name) => holdsHost(name, host)));
}

/** https://external-secrets.io/latest/api/externalsecret/, https://github.com/bitnami-labs/sealed-secrets */
const operators = new Set(['external-secrets.io ExternalSecret', 'bitnami.com SealedSecret', 'secrets.hashicorp.com VaultPKISecret', 'secrets.hashicorp.com VaultStaticSecret', 'secrets.hashicorp.com VaultDynamicSecret']);

const isOperated = (manifest: Manifest): boolean => operators.has(`${groupOf(manifest)} ${manifest.object.kind}`);

const namesOf = ({ body, name }: Manifest): readonly Value[] =>
  [valueIn(body, 'spec', 'target', 'name'), valueIn(body, 'spec', 'template', 'metadata', 'name'), valueIn(body, 'spec', 'destination', 'name'), name].flatMap((each) => each ?? []);

/** Of a chart's the key may be made when it is rendered; what SOPS encrypted gives nothing away. */
function ofSecret(manifest: Manifest): TlsSecret {
  const key = valueIn(manifest.body, 'data', 'tls.key') ?? valueIn(manifest.body, 'stringData', 'tls.key');
  const text = asText(key);
  if (text.kind !== 'known' || text.is === '' || text.is.startsWith('ENC[')) return { kind: 'made', by: titleOf(manifest), at: placeIn(manifest), forHost: 'yes' };
  return manifest.origin.kind === 'chart' ? { kind: 'rendered', manifest } : { kind: 'committed', manifest, at: placeIn(manifest, key) };
}
