import { chartValues, hasUnknownValues } from '../../terraform/helm-release.ts';
import { asText, asTruth, type Holder, valueOf } from '../../terraform/value.ts';
import { piecesOf } from '../../terraform/text.ts';
import type { Location } from '../../evidence/observation.ts';
import type { Unknowns } from '../manifests/unknowns.ts';
import type { Block, Instance, Root, TerraformFacts, Value } from '../terraform/section.ts';
import type { ChartSource } from './charts.ts';
import type { Declared } from './declared.ts';
import { nameOf, resolved } from './files.ts';
import { markedText, markedValues, type Marking } from './marked-values.ts';

/** Releases that Terraform makes of charts in the submission: helm_release, and modules that take the same arguments. */
export function releasedByTerraform(facts: TerraformFacts, charts: readonly ChartSource[], unknowns: Unknowns): readonly Declared[] {
  return facts.roots.flatMap((root) =>
    root.blocks.filter(isRelease).flatMap((block) =>
      block.instances.flatMap((instance) => {
        const chart = chartOf(root, instance, charts);
        return chart === undefined ? [] : [declaredOf(root, block, instance, chart, unknowns)];
      }),
    ),
  );
}

const isRelease = ({ kind, type, folder }: Block): boolean => (kind === 'resource' && type === 'helm_release') || (kind === 'module' && folder === undefined);

/** A path from the root; where its beginning isn't known, the one chart whose path ends so; a chart published under the same name. */
function chartOf({ path }: Root, instance: Holder, charts: readonly ChartSource[]): string | undefined {
  const value = valueOf(instance, 'chart');
  const text = asText(value);
  if (text.kind === 'unknown') return chartEnding(value, charts);
  if (text.kind !== 'known') return undefined;
  const folder = resolved(path, text.is);
  const repository = asText(valueOf(instance, 'repository'));
  const here = charts.find((chart) => chart.path === folder);
  if (here !== undefined && (repository.kind === 'absent' || repository.kind === 'other')) return here.path;
  return published(text.is, repository.kind === 'known' ? repository.is : '', charts);
}

function chartEnding(value: Value | undefined, charts: readonly ChartSource[]): string | undefined {
  const end = piecesOf(value)?.at(-1)?.replace(/^[./]+/, '') ?? '';
  const ending = end === '' ? [] : charts.filter(({ path }) => path === end || path.endsWith(`/${end}`));
  return ending.length === 1 ? ending[0]?.path : undefined;
}

/** `oci://ghcr.io/domain/docc-sample` is most likely the chart of that name, pushed by the submission's own workflow. */
function published(chart: string, repository: string, charts: readonly ChartSource[]): string | undefined {
  if (!chart.startsWith('oci://') && !repository.startsWith('oci://')) return undefined;
  const named = charts.filter(({ name }) => name === nameOf(chart));
  return named.length === 1 ? named[0]?.path : undefined;
}

function declaredOf(root: Root, block: Block, instance: Instance, chart: string, unknowns: Unknowns): Declared {
  const address = instance.key === undefined ? block.address : `${block.address}[${JSON.stringify(instance.key)}]`;
  const at: Location = { path: block.path, line: block.line };
  const marking: Marking = { unknowns, at, address };
  const creates = asTruth(valueOf(instance, 'create_namespace'));
  const values = chartValues(instance);
  const given = (name: string): string | undefined => textIn(instance, name, marking);
  return {
    chart,
    name: given('name') ?? nameOf(chart),
    // That of the provider where nothing is said, whatever the kubeconfig has.
    namespace: given('namespace') ?? 'default',
    createsNamespace: creates.kind === 'known' && creates.is,
    by: { kind: 'terraform', root: root.path, ...(root.environment !== undefined && { environment: root.environment }), address, at },
    valueFiles: [],
    // Where no document can be read at all nothing stands for it but `open`.
    values: 'unknown' in values ? [] : [markedValues(values, { ...marking, at: placeOf(valueOf(instance, 'values'), at) })],
    settings: [],
    open: hasUnknownValues(instance),
    ...(isPatched(instance) && { skipped: 'a post-renderer changes what it renders' }),
  };
}

/** A block before version 3 of the provider, an object since. */
function isPatched(instance: Holder): boolean {
  const [given, program] = [valueOf(instance, 'postrender'), valueOf(instance, 'postrender', 'binary_path')];
  return program !== undefined || (given !== undefined && 'list' in given && given.list.length > 0);
}

/** What was merged of several documents has no line of its own. */
const placeOf = (value: Value | undefined, at: Location): Location => (value?.line === undefined ? at : { path: value.path ?? at.path, line: value.line });

function textIn(instance: Holder, name: string, marking: Marking): string | undefined {
  const text = asText(valueOf(instance, name));
  if (text.kind === 'known') return text.is;
  return text.kind === 'unknown' ? markedText(text.value, marking) : undefined;
}
