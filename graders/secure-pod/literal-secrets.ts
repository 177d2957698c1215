import type { Value } from '../../src/collect/terraform/section.ts';
import { type Finding, trouble } from '../../src/grade/findings.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { configMapsNamed, environmentOf } from '../../src/manifests/environment.ts';
import { isOf, type Manifest, placeIn, shareNamespace, titleOf } from '../../src/manifests/objects.ts';
import { containersOf } from '../../src/manifests/pods.ts';
import { asEntries, asText, valueIn } from '../../src/terraform/value.ts';
import { standIn } from '../eks-cluster/knowledge/secret-attributes.ts';
import { isLiteral, namesSecret } from '../hermetic-image/secret-names.ts';
import { free, literally } from './printed.ts';
import { placed } from './snippets.ts';

/** Secrets written where whoever reads the repository reads them. What they say is in no message. */
export function secretFailures(app: App): readonly Finding[] {
  const typed = containersOf(app.workload).containers.flatMap((container) =>
    environmentOf(container).variables.flatMap(({ name, at, from }) => (from.kind === 'literal' && isSecret(name, from.value) ? [{ manifest: app.workload.manifest, name, at, value: from.value }] : [])),
  );
  const maps = containersOf(app.workload).containers.flatMap((container) => environmentOf(container).bulks).flatMap(({ kind, name }) => (kind === 'config-map' ? configMapsNamed(app, name) : []));
  const inMaps = [...new Set(maps.map(({ manifest }) => manifest))].flatMap((manifest) => entriesOf(manifest, ['data']).filter(({ name, value }) => isSecret(name, value)));
  const inSecrets = app.around.filter((each) => isOf(each, 'Secret', '') && shareNamespace(each, app.workload.manifest) === 'yes').flatMap(ofSecret);
  return [...typed, ...inMaps, ...inSecrets].map((each) => written(app, each));
}

type Written = { readonly manifest: Manifest; readonly name: string; readonly at: Location; readonly value: Value };

function entriesOf(manifest: Manifest, fields: readonly string[]): readonly Written[] {
  return fields.flatMap((field) => {
    const entries = asEntries(valueIn(manifest.body, field));
    return entries.kind === 'known' ? entries.is.map(([name, value]) => ({ manifest, name, value, at: placeIn(manifest, value) })) : [];
  });
}

/** Tokens that Kubernetes fills in, and what SOPS encrypted, give nothing away. */
function ofSecret(manifest: Manifest): readonly Written[] {
  const type = asText(valueIn(manifest.body, 'type'));
  if (valueIn(manifest.body, 'sops') !== undefined || (type.kind === 'known' && type.is === 'kubernetes.io/service-account-token')) return [];
  return entriesOf(manifest, ['data', 'stringData']).filter(({ value }) => isWritten(value));
}

const isSecret = (name: string, value: Value): boolean => namesSecret(name) && isWritten(value);

/** What comes from a Terraform variable without a value, or is there to be filled in, is no secret. */
function isWritten(value: Value): boolean {
  const text = asText(value);
  return text.kind === 'known' && isLiteral(text.is) && !standIn.test(text.is) && !text.is.startsWith('ENC[');
}

function written(app: App, { manifest, name, at }: Written): Finding {
  return trouble({
    observed: `${code(titleOf(manifest))} holds ${code(name)} as it is`,
    at,
    fix: `Take ${code(name)} away at ${placed(at)}, and have it replaced by whoever issued it, because the history keeps this one. What needs it refers to a Secret that is made outside of the repository, by External Secrets or by hand: \`valueFrom: { secretKeyRef: { name: <secret>, key: <key> } }\``,
    reproduce: free(app, manifest, `(^|[^A-Za-z0-9_])${literally(name)}"?[[:space:]]*([:=][[:space:]]*[^[:space:]]|$)`),
  });
}
