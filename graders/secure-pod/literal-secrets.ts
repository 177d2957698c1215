import type { Value } from '../../src/collect/terraform/section.ts';
import { type Finding, trouble } from '../../src/grade/findings.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { configMapsNamed, environmentOf } from '../../src/manifests/environment.ts';
import { isOf, type Manifest, placeIn, shareNamespace, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { containersOf } from '../../src/manifests/pods.ts';
import { membersOf } from '../../src/terraform/members.ts';
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
  const told = containersOf(app.workload).containers.flatMap((container) => ['command', 'args'].flatMap((list) => ofWords(app.workload.manifest, membersOf(valueIn(container.value, list)))));
  const mounted = membersOf(valueIn(app.workload.podSpec, 'volumes')).flatMap((volume) => valueIn(volume, 'configMap', 'name') ?? []).flatMap((name) => configMapsNamed(app, name));
  const inFiles = [...new Set([...maps, ...mounted].map(({ manifest }) => manifest))].flatMap((manifest) => entriesOf(manifest, ['data']).flatMap((entry) => ofText(entry)));
  const inMaps = [...new Set(maps.map(({ manifest }) => manifest))].flatMap((manifest) => entriesOf(manifest, ['data']).filter(({ name, value }) => isSecret(name, value)));
  const inSecrets = app.around.filter((each) => isOf(each, 'Secret', '') && shareNamespace(each, app.workload.manifest) === 'yes').flatMap(ofSecret);
  return [...typed, ...told, ...inMaps, ...inFiles, ...inSecrets].map((each) => written(app, each));
}

type Written = { readonly manifest: Manifest; readonly name: string; readonly at: Location; readonly value: Value };

function entriesOf(manifest: Manifest, fields: readonly string[]): readonly Written[] {
  return fields.flatMap((field) => {
    const entries = asEntries(valueIn(manifest.body, field));
    return entries.kind === 'known' ? entries.is.map(([name, value]) => ({ manifest, name, value, at: placeIn(manifest, value) })) : [];
  });
}

/** `--password=…` and `--password …`. */
function ofWords(manifest: Manifest, words: readonly Value[]): readonly Written[] {
  return words.flatMap((word, index) => {
    const text = asText(word);
    const [, name = '', equals, given = ''] = text.kind === 'known' ? (/^--?([A-Za-z][\w.-]{0,60})(=(.{1,500}))?$/.exec(text.is) ?? []) : [];
    const value: Value | undefined = equals === undefined ? words[index + 1] : { ...word, known: given };
    return value !== undefined && !shownValue(value).startsWith('-') && isSecret(name, value) ? [{ manifest, name, at: placeIn(manifest, word), value }] : [];
  });
}

/** A file within a ConfigMap: its lines, where they name something and give it a value. */
function ofText({ manifest, value, at }: Written): readonly Written[] {
  const text = asText(value);
  if (text.kind !== 'known' || !text.is.includes('\n')) return [];
  return text.is.slice(0, 4_096).split('\n').flatMap((line) => {
    const [, name = '', given = ''] = /^[ \t]{0,40}"?([A-Za-z][\w.-]{0,60})"?[ \t]{0,10}[:=][ \t]{0,10}["']?([^"']{1,500}?)["']?,?[ \t]{0,40}$/.exec(line.slice(0, 700)) ?? [];
    const held: Value = { known: given };
    return isSecret(name, held) ? [{ manifest, name, at, value: held }] : [];
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
