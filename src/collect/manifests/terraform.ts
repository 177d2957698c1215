import { declaredIn, addressOf, type Declared } from '../../terraform/declared.ts';
import { documentOf } from '../../terraform/document.ts';
import { asText, valueOf } from '../../terraform/value.ts';
import type { Root, TerraformFacts } from '../terraform/section.ts';
import { isKubernetesObject, objectsIn } from './files.ts';
import type { Chosen, Found } from './found.ts';
import { isObject, textAt } from './placed.ts';
import { groupOf, presentKind, type Schemas } from './schemas.ts';
import type { ManifestOrigin } from './section.ts';
import { typedKind } from './terraform-kinds.ts';
import { typedObject } from './terraform-typed.ts';
import { type Around, placedValue } from './terraform-values.ts';
import type { Unknowns } from './unknowns.ts';

export type TerraformOrigin = { readonly origin: Extract<ManifestOrigin, { readonly kind: 'terraform' }>; readonly objects: readonly Found[] };

export type TerraformObjects = {
  readonly origins: readonly TerraformOrigin[];
  readonly unrendered: readonly { readonly path: string; readonly because: string }[];
};

type Reading = { readonly schemas: Schemas; readonly unknowns: Unknowns; readonly unrendered: { path: string; because: string }[] };

/** What the kubernetes and kubectl providers would make, root by root. */
export function terraformObjects({ roots }: TerraformFacts, schemas: Schemas, unknowns: Unknowns): TerraformObjects {
  const reading: Reading = { schemas, unknowns, unrendered: [] };
  const origins = roots.flatMap((root) => {
    const objects = objectsOf(root, reading);
    const { path, environment } = root;
    return objects.length === 0 ? [] : [{ origin: { kind: 'terraform' as const, root: path, ...(environment !== undefined && { environment }) }, objects }];
  });
  return { origins, unrendered: reading.unrendered };
}

const manifestTypes = ['kubernetes_manifest', 'kubectl_manifest'];

const documentIn = (declared: Declared) => (declared.block.type === 'kubectl_manifest' ? documentOf(valueOf(declared, 'yaml_body')) : valueOf(declared, 'manifest'));

function objectsOf(root: Root, reading: Reading): readonly Found[] {
  return root.blocks
    .filter(({ kind, type = '' }) => kind === 'resource' && /^kube(?:rnetes|ctl)_/.test(type))
    .flatMap(({ type = '' }, index, blocks) => (blocks.findIndex((each) => each.type === type) === index ? declaredIn(root, { type }) : []))
    .flatMap((declared) => foundIn(declared, reading));
}

function foundIn(declared: Declared, reading: Reading): readonly Found[] {
  const { path, line, type = '' } = declared.block;
  const around: Around = { at: { path, line }, unknowns: reading.unknowns };
  const address = addressOf(declared);
  if (manifestTypes.includes(type)) return manifestsIn(declared, around, address, reading);
  const kind = typedKind(type);
  if (kind === undefined) return [];
  const replaced = type === 'kubernetes_horizontal_pod_autoscaler' && declared.attributes['spec'] !== undefined && hasMetrics(declared) ? { ...kind, apiVersion: 'autoscaling/v2' } : kind;
  const root = typedObject(replaced, declared.attributes, presentKind(reading.schemas, replaced.apiVersion, replaced.kind), around);
  return [{ root, path, line, address, otherwise: inDefault(around) }];
}

const hasMetrics = (declared: Declared): boolean => valueOf(declared, 'spec', 'metric') !== undefined;

/** The provider writes `default` where no namespace is given. */
const inDefault = ({ at }: Around): Chosen => ({ kind: 'namespace', name: 'default', by: 'metadata', at });

function manifestsIn(declared: Declared, around: Around, address: string, { unrendered }: Reading): readonly Found[] {
  const { path, line, type } = declared.block;
  const document = documentIn(declared);
  const root = document === undefined ? undefined : placedValue(document, around);
  if (root === undefined || !isObject(root) || !isKubernetesObject(root)) {
    unrendered.push({ path, because: `what ${address} holds can't be told from the files` });
    return [];
  }
  const override = asText(valueOf(declared, 'override_namespace'));
  const otherwise: Chosen | undefined = override.kind === 'known' ? { kind: 'namespace', name: override.is, by: 'metadata', at: { path, line } } : type === 'kubernetes_manifest' ? inDefault(around) : undefined;
  return objectsIn([{ root, line }]).map((object) => ({ root: object.root, path, line, address, otherwise }));
}

/** Kind, namespace and name: what makes two objects one. */
export const identityOf = ({ root }: Pick<Found, 'root'>): string =>
  JSON.stringify([groupOf(textAt(root, 'apiVersion') ?? ''), textAt(root, 'kind'), textAt(root, 'metadata', 'namespace'), textAt(root, 'metadata', 'name')]);
