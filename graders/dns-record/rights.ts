import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { type Declared, declaredIn, placeOf, sourcesOf } from '../../src/terraform/declared.ts';
import { policyOf, type Statement } from '../../src/terraform/policy-document.ts';
import { matchesGlob, matchesText, piecesOf } from '../../src/terraform/text.ts';
import { asTruth, valueIn, valueOf } from '../../src/terraform/value.ts';
import { isOrigin, originOf } from '../../src/terraform/module-origin.ts';
import { type Holder, holderByModule, holderByTrust, holderOf, holdersOf } from './holders.ts';
import { beyond, broadPolicies, change, narrowing, type RoleModule, roleModules, withoutZoneNoRole } from './knowledge/dns-rights.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { zonesOf } from './zones.ts';
import { refsShown } from './words.ts';

/** How far a right to change records reaches. */
export type Reach =
  /** Named zones. */
  | { readonly kind: 'zones' }
  /** `on`: what it is given on: `arn:aws:route53:::hostedzone/*`. */
  | { readonly kind: 'every zone'; readonly on: string }
  /** `action`: a pattern that holds more than changes of records: `route53:*`. */
  | { readonly kind: 'beyond records'; readonly action: string }
  /** Given on nothing, which AWS refuses. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'open'; readonly on: string };

/** A right to change records of Route 53 that some role holds. */
export type Right = {
  readonly by: Declared;
  readonly holder: Holder;
  readonly reach: Reach;
  readonly at: Location;
  readonly how:
    | { readonly kind: 'statement'; readonly statement: Statement }
    /** The policy of AWS. */
    | { readonly kind: 'managed'; readonly policy: string }
    /** The module's argument that holds the zones. */
    | { readonly kind: 'argument'; readonly name: string };
};

export const rights = once(({ roots }: TerraformFacts): readonly Right[] => roots.flatMap((root) => [...statementRights(root), ...managedRights(root), ...moduleRights(root)]));

function statementRights(root: Root): readonly Right[] {
  const policies = declaredIn(root, { type: 'aws_iam_policy' }).flatMap((by) => granted(root, by, valueOf(by, 'policy'), () => holdersOf(root, by)));
  const attached = declaredIn(root, { type: 'aws_iam_role_policy' }).flatMap((by) => granted(root, by, valueOf(by, 'policy'), () => [holderOf(root, valueOf(by, 'role'))]));
  const inline = declaredIn(root, { type: 'aws_iam_role' }).flatMap((by) =>
    membersOf(valueOf(by, 'inline_policy')).flatMap((each) => granted(root, by, valueIn(each, 'policy'), () => [holderByTrust(root, by)])),
  );
  return [...policies, ...attached, ...inline];
}

/** Who holds a policy is asked only of those that allow changes: it takes a look at everything. */
function granted(root: Root, by: Declared, policy: Value | undefined, holders: () => readonly Holder[]): readonly Right[] {
  const found = policyOf(by, policy).statements.filter(({ effect }) => effect !== 'deny').flatMap((statement) => {
    const actions = statement.actions.flatMap((action) => piecesOf(action)?.join('').toLowerCase() ?? []).filter((action) => matchesGlob(change, action));
    const reach = actions.length === 0 ? undefined : reachOf(root, statement, actions);
    return reach === undefined ? [] : [{ by, reach, at: statement.resourcesAt, how: { kind: 'statement', statement } } as const];
  });
  return found.length === 0 ? [] : holders().flatMap((holder) => found.map((right): Right => ({ ...right, holder })));
}

/** Conditions on the names hold a right on all zones to less than one. */
function reachOf(root: Root, { resources, conditions }: Statement, actions: readonly string[]): Reach | undefined {
  const wide = actions.find((action) => matchesGlob(beyond, action));
  const isNarrowed = conditions.some((key) => narrowing.test(key));
  const reaches = resources.flatMap((resource) => reachOfResource(root, resource)).map((reach): Reach => (isNarrowed ? { kind: 'zones' } : reach));
  const everywhere = reaches.find(({ kind }) => kind === 'every zone');
  if (everywhere !== undefined) return everywhere;
  if (wide !== undefined && reaches.length > 0) return { kind: 'beyond records', action: wide };
  return reaches.find(({ kind }) => kind === 'open') ?? reaches[0];
}

/** Nothing for what is no zone: `arn:aws:route53:::change/*`. */
export function reachOfResource(root: Root, resource: Value): readonly Reach[] {
  const pieces = piecesOf(resource) ?? [undefined];
  const text = pieces.map((piece) => piece ?? '…').join('');
  const zone = /hostedzone\/(.*)$/s.exec(text)?.[1];
  if (zone !== undefined) return [zone.includes('*') ? { kind: 'every zone', on: text } : { kind: 'zones' }];
  if (/:(change|healthcheck|delegationset|trafficpolicy)/.test(text)) return [];
  if (text.includes('*')) return [{ kind: 'every zone', on: text }];
  if (!pieces.includes(undefined)) return [];
  const isZone = zonesOf(root, resource).length > 0 || sourcesOf(root, resource).some(({ block }) => block.kind !== 'variable');
  return [isZone ? { kind: 'zones' } : { kind: 'open', on: refsShown(resource) }];
}

/** AWS's own policies, attached to a role or handed to a module that makes one. */
function managedRights(root: Root): readonly Right[] {
  const attachments = declaredIn(root, { type: ['aws_iam_role_policy_attachment', 'aws_iam_policy_attachment'] });
  const attached = attachments.flatMap((by) => managed(by, holderOf(root, valueOf(by, 'role') ?? valueOf(by, 'roles')), valueOf(by, 'policy_arn')));
  const roles = declaredIn(root, { type: 'aws_iam_role' }).flatMap((by) =>
    membersOf(valueOf(by, 'managed_policy_arns')).flatMap((arn) => managed(by, holderByTrust(root, by), arn)),
  );
  const modules = declaredIn(root, { kind: 'module' }).filter(({ block }) => block.folder === undefined);
  return [...attached, ...roles, ...modules.flatMap((by) => leavesOf({ object: by.attributes }).flatMap((leaf) => managed(by, holderByModule(by), leaf)))];
}

/** What a module is given, however deep in its arguments. */
function leavesOf(value: Value): readonly Value[] {
  const inside = 'object' in value ? Object.values(value.object) : 'list' in value ? value.list : undefined;
  if (inside !== undefined) return inside.flatMap((each) => leavesOf(located(each, value)));
  if (!('known' in value) || typeof value.known !== 'object' || value.known === null) return [value];
  return Object.values(value.known).flatMap((known) => leavesOf(located({ known }, value)));
}

const located = (value: Value, { line, path }: Value): Value => ({ ...(line !== undefined && { line }), ...(path !== undefined && { path }), ...value });

function managed(by: Declared, holder: Holder, arn: Value | undefined): readonly Right[] {
  const glob = broadPolicies.find((policy) => matchesText(arn, policy) === 'yes');
  if (glob === undefined) return [];
  const policy = glob.slice(glob.lastIndexOf('/') + 1);
  return [{ by, holder, reach: { kind: 'every zone', on: policy }, at: placeOf(by, arn), how: { kind: 'managed', policy } }];
}

function moduleRights(root: Root): readonly Right[] {
  return declaredIn(root, { kind: 'module' }).flatMap((by) => {
    const origin = originOf(by);
    return origin === undefined ? [] : roleModules.filter(({ module }) => isOrigin(origin, module)).flatMap((known) => byModule(root, by, known));
  });
}

function byModule(root: Root, by: Declared, { flag, input, byDefault }: RoleModule): readonly Right[] {
  const value = valueOf(by, flag);
  const enabled = asTruth(value);
  if (enabled.kind !== 'known' || !enabled.is) return [];
  const given = valueOf(by, input);
  const zones = given === undefined ? byDefault.map((known): Value => ({ known })) : membersOf(given);
  if (zones.length === 0 && withoutZoneNoRole.has(input)) return [];
  const reaches = zones.flatMap((zone) => reachOfResource(root, zone));
  const reach = ['every zone', 'open', 'zones'].flatMap((kind) => reaches.find((each) => each.kind === kind) ?? []).at(0) ?? { kind: 'nothing' };
  return [{ by, holder: { kind: 'in the cluster' }, reach, at: placeOf(by, given ?? value), how: { kind: 'argument', name: input } }];
}
