import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { own } from '../../src/evidence/own.ts';
import { once } from '../../src/grade/once.ts';
import { addressOf, type Declared, declared, placeOf } from '../../src/terraform/declared.ts';
import { chartValues, hasUnknownValues } from '../../src/terraform/helm-release.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asEntries, asList, asTruth, valueIn, valueOf } from '../../src/terraform/value.ts';
import { isOrigin, originOf } from '../../src/terraform/module-origin.ts';
import { type Account, knownText, namespaceName } from './identity-accounts.ts';
import { type Addon, addonsOf } from './identity-addons.ts';
import { addonsModule, blueprintCallers, callingAddons, type CallingChart, callingCharts, irsaAnnotation } from './knowledge/aws-callers.ts';

/** A program in a cluster that calls AWS. */
export type Caller = {
  readonly root: Root;
  /** `vpc-cni`, `external-dns`. */
  readonly name: string;
  /** What installs it. */
  readonly by: string;
  readonly at: Location;
  readonly account: Account;
  /** The role that its service account names: IRSA. */
  readonly role: Value | undefined;
  /** Accounts that the add-on itself associates with roles. */
  readonly associates: readonly Account[];
  readonly byNode: string | undefined;
  /** The module that installs it gives it a role: `true`, or whether files can't tell; a resource never does. */
  readonly ownRole: 'yes' | 'no' | 'maybe';
};

/** Those that Terraform installs; identity-beside.ts has the others. */
export const callersByTerraform = once((facts: TerraformFacts): readonly Caller[] => [
  ...addonsOf(facts).flatMap(ofAddon),
  ...declared(facts, { type: 'helm_release' }).flatMap(ofRelease),
  ...declared(facts, { kind: 'module' }).flatMap(ofBlueprints),
]);

function ofAddon({ name, root, address, at, body }: Addon): readonly Caller[] {
  const its = name === undefined ? undefined : own(callingAddons, name);
  if (its === undefined || name === undefined) return [];
  const blocks = membersOf(valueIn(body, 'pod_identity_association'));
  const associates = blocks.map((block): Account => ({ namespace: its.namespace, name: knownText(valueIn(block, 'service_account')) }));
  const account = { namespace: its.namespace, name: its.serviceAccount };
  return [{ root, name, by: address, at, account, role: valueIn(body, 'service_account_role_arn'), associates, byNode: its.byNode, ownRole: 'no' }];
}

function ofRelease(release: Declared): readonly Caller[] {
  const namespace = valueOf(release, 'namespace');
  return ofChart({
    root: release.root,
    by: addressOf(release),
    at: placeOf(release),
    chart: valueOf(release, 'chart'),
    name: valueOf(release, 'name'),
    namespace: namespace === undefined ? 'default' : namespaceName(release.root, namespace),
    values: chartValues(release),
    isOpen: hasUnknownValues(release),
  });
}

/** A chart and whoever installs it. */
export type Installed = Pick<Caller, 'root' | 'by' | 'at'> & {
  readonly chart: Value | undefined;
  readonly name: Value | undefined;
  readonly namespace: string | undefined;
  readonly values: Value;
  readonly isOpen: boolean;
};

export function ofChart({ root, by, at, namespace, values, isOpen: open, ...installed }: Installed): readonly Caller[] {
  const chart = chartOf(installed.chart);
  const its = chart === undefined ? undefined : own(callingCharts, chart);
  if (its === undefined || chart === undefined) return [];
  if (!calls(its, values)) return [];
  const name = knownText(valueIn(values, ...its.values, 'name')) ?? (open ? undefined : defaultAccount(its, chart, installed.name));
  const annotated = roleIn(valueIn(values, ...its.values, 'annotations'));
  const ownRole = annotated === undefined && (open || isOpen(valueIn(values, ...its.values))) ? 'maybe' : 'no';
  return [{ root, name: chart, by, at, account: { namespace, name }, role: annotated, associates: [], byNode: its.byNode, ownRole }];
}

/** What lies in something unknown is unknown too: no annotation has been seen there. */
const roleIn = (annotations: Value | undefined): Value | undefined => (isOpen(annotations) ? undefined : (valueIn(annotations, irsaAnnotation) ?? valueIn(annotations, `"${irsaAnnotation}"`)));

const isOpen = (value: Value | undefined): boolean => value !== undefined && 'unknown' in value;

/** `external-dns` of `oci://…/external-dns`, `./charts/external-dns`, `https://…/external-dns-1.21.1.tgz`. */
const chartOf = (chart: Value | undefined): string | undefined =>
  knownText(chart)?.split('/').at(-1)?.slice(-200).replace(/-\d[\w.+-]*\.tgz$/, '');

function calls({ when }: CallingChart, values: Value): boolean {
  const switchedOn = when && asTruth(valueIn(values, ...when));
  if (when !== undefined && (switchedOn?.kind !== 'known' || !switchedOn.is)) return false;
  // external-dns writes to many clouds.
  const provider = valueIn(values, 'provider', 'name') ?? valueIn(values, 'provider');
  return provider === undefined || matchesText(provider, 'aws') !== 'no';
}

function defaultAccount({ otherwise }: CallingChart, chart: string, release: Value | undefined): string | undefined {
  if (otherwise === 'generated') return undefined;
  if (otherwise !== 'release') return otherwise.named;
  return knownText(release) === chart ? chart : undefined;
}

/** It makes a role for each program that it is told to install, and for external-dns once it knows the zones. */
function ofBlueprints(module: Declared): readonly Caller[] {
  const origin = originOf(module);
  if (origin === undefined || !isOrigin(origin, addonsModule)) return [];
  return Object.entries(blueprintCallers).flatMap(([program, needed]) => {
    const enabled = asTruth(valueOf(module, `enable_${program}`));
    if (enabled.kind !== 'known' || !enabled.is) return [];
    const made = asTruth(valueOf(module, program, 'create_role'));
    const given = needed === undefined ? 'yes' : isGiven(valueOf(module, needed));
    const switchedOff = made.kind === 'known' && !made.is;
    const name = program.replaceAll('_', '-');
    return [{ root: module.root, name, by: addressOf(module), at: placeOf(module, enabled.value), account: { namespace: undefined, name: undefined }, role: undefined, associates: [], byNode: undefined, ownRole: switchedOff ? 'maybe' : given }];
  });
}

function isGiven(value: Value | undefined): Caller['ownRole'] {
  const list = asList(value);
  if (list.kind === 'unknown') return 'maybe';
  return list.kind === 'known' && list.is.length > 0 ? 'yes' : 'no';
}

/** Whether the maps of add-ons can be read at all. */
export const unreadableAddon = (facts: TerraformFacts): Addon | undefined => addonsOf(facts).find(({ name, body }) => name === undefined && asEntries(body).kind === 'unknown');
