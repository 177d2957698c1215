import type { Value } from '../collect/terraform/section.ts';
import { once } from '../grade/once.ts';
import { membersOf } from '../terraform/members.ts';
import { asList, asText, asTruth, valueIn } from '../terraform/value.ts';
import type { App } from './app.ts';
import { isOf, labelsOf, type Manifest, shareNamespace, shownValue } from './objects.ts';
import { type Answer, every, sameText, selects, some } from './selectors.ts';

/** Whom a workload's pods are to the API server. */
export type Account = {
  readonly name: Value;
  /** `default` where the pod names none. */
  readonly isDefault: Answer;
  readonly declared: readonly Manifest[];
  /** Whether pods get its token, by a volume of their own, else as the pod or the account says; unset they do. */
  readonly token: { readonly mounted: Answer; readonly value: Value | undefined; readonly by: 'volume' | 'pod' | 'account' | 'default' };
};

export const accountOf = once((app: App): Account => {
  const { podSpec, manifest } = app.workload;
  const name = valueIn(podSpec, 'serviceAccountName') ?? valueIn(podSpec, 'serviceAccount') ?? { known: 'default' };
  const declared = app.around.filter((each) => isOf(each, 'ServiceAccount', '') && every([shareNamespace(each, manifest), sameText(each.name, name)]) !== 'no');
  return { name, isDefault: sameText(name, { known: 'default' }), declared, token: tokenOf(podSpec, declared[0]) };
});

function tokenOf(podSpec: Value | undefined, account: Manifest | undefined): Account['token'] {
  const projected = membersOf(valueIn(podSpec, 'volumes')).find((volume) => membersOf(valueIn(volume, 'projected', 'sources')).some(isForApi));
  if (projected !== undefined) return { mounted: 'yes', value: projected, by: 'volume' };
  const sides = [
    { by: 'pod', value: valueIn(podSpec, 'automountServiceAccountToken') },
    { by: 'account', value: account && valueIn(account.body, 'automountServiceAccountToken') },
  ] as const;
  const said = sides.find(({ value }) => value !== undefined);
  const truth = asTruth(said?.value);
  if (said === undefined || truth.kind === 'absent') return { mounted: 'yes', value: undefined, by: 'default' };
  return { mounted: truth.kind === 'unknown' ? 'maybe' : truth.kind === 'known' && !truth.is ? 'no' : 'yes', value: said.value, by: said.by };
}

/** Without an audience it is for the API server; with another's, such as AWS', the API server refuses it. */
function isForApi(source: Value): boolean {
  const token = valueIn(source, 'serviceAccountToken');
  const audience = asText(valueIn(token, 'audience'));
  return token !== undefined && (audience.kind === 'absent' || (audience.kind === 'known' && (audience.is === '' || audience.is.includes('kubernetes.default.svc'))));
}

/** A binding that gives rights to the app's account, or may. */
export type Binding = {
  readonly manifest: Manifest;
  readonly binds: Answer;
  /** `elsewhere`: in a namespace that isn't the app's. */
  readonly scope: 'namespace' | 'elsewhere' | 'cluster';
  readonly roleKind: string;
  readonly roleName: Value | undefined;
  /** The role, where the submission holds it. */
  readonly role: Manifest | undefined;
};

export const bindingsOf = once((app: App): readonly Binding[] =>
  app.around.flatMap((manifest) => {
    const isWide = isOf(manifest, 'ClusterRoleBinding', group);
    if (!isWide && !isOf(manifest, 'RoleBinding', group)) return [];
    const subjects = asList(valueIn(manifest.body, 'subjects'));
    const binds = subjects.kind === 'known' ? some(subjects.is.map((each) => isAccount(app, manifest, each))) : subjects.kind === 'unknown' ? 'maybe' : 'no';
    return binds === 'no' ? [] : [{ manifest, binds, scope: isWide ? 'cluster' : shareNamespace(manifest, app.workload.manifest) === 'no' ? 'elsewhere' : 'namespace', ...roleOf(app, manifest) }];
  }),
);

const group = 'rbac.authorization.k8s.io';

function roleOf(app: App, manifest: Manifest): Pick<Binding, 'roleKind' | 'roleName' | 'role'> {
  const [kind, roleName] = [asText(valueIn(manifest.body, 'roleRef', 'kind')), valueIn(manifest.body, 'roleRef', 'name')];
  const roleKind = kind.kind === 'known' ? kind.is : 'Role';
  const role = app.around.find((each) => isOf(each, roleKind, group) && sameText(each.name, roleName) === 'yes' && (roleKind === 'ClusterRole' || shareNamespace(each, manifest) !== 'no'));
  return { roleKind, roleName, role };
}

/** By its name, as a user, or as one of the groups that it is in. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects */
function isAccount(app: App, binding: Manifest, subject: Value): Answer {
  const [kind, name] = [asText(valueIn(subject, 'kind')), valueIn(subject, 'name')];
  if (kind.kind === 'unknown') return 'maybe';
  const own = app.workload.manifest.namespace;
  const account = accountOf(app).name;
  if (kind.kind === 'known' && kind.is === 'ServiceAccount') {
    const namespace = valueIn(subject, 'namespace') ?? binding.namespace;
    return every([sameText(name, account), own === undefined || namespace === undefined ? 'yes' : sameText(namespace, own)]);
  }
  const user = `system:serviceaccount:${shownValue(own)}:${shownValue(account)}`;
  const groups = ['system:serviceaccounts', 'system:authenticated', `system:serviceaccounts:${shownValue(own)}`];
  return some([user, ...groups].map((each) => sameText(name, { known: each })));
}

/** `role`: the one that says it, which may be another whose rules are added to it. */
export type RoleRule = { readonly role: Manifest; readonly value: Value; readonly verbs: readonly string[]; readonly resources: readonly string[]; readonly groups: readonly string[] };

/** What a role allows with what is added to it, each list as far as it is known; undefined where the rules themselves aren't. */
export function rulesOf(role: Manifest, around: readonly Manifest[]): readonly RoleRule[] | undefined {
  const selectors = membersOf(valueIn(role.body, 'aggregationRule', 'clusterRoleSelectors'));
  const added = around.filter((each) => isOf(each, 'ClusterRole', group) && selectors.some((selector) => selects(selector, labelsOf(each)) === 'yes'));
  const all = (selectors.length > 0 ? added : [role]).map(ownRules);
  return all.includes(undefined) ? undefined : all.flatMap((rules) => rules ?? []);
}

/** What roles of the submission add to one of Kubernetes' own. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles */
export const rulesAddedTo = (name: Value | undefined, around: readonly Manifest[]): readonly RoleRule[] =>
  around.filter((each) => isOf(each, 'ClusterRole', group) && shownValue(valueIn(labelsOf(each), `rbac.authorization.k8s.io/aggregate-to-${shownValue(name)}`)) === 'true').flatMap((each) => ownRules(each) ?? []);

function ownRules(role: Manifest): readonly RoleRule[] | undefined {
  const rules = asList(valueIn(role.body, 'rules'));
  if (rules.kind === 'unknown') return undefined;
  return rules.kind !== 'known' ? [] : rules.is.map((value) => ({ role, value, verbs: wordsIn(value, 'verbs'), resources: wordsIn(value, 'resources'), groups: wordsIn(value, 'apiGroups') }));
}

function wordsIn(rule: Value, name: string): readonly string[] {
  const all = asList(valueIn(rule, name));
  if (all.kind !== 'known') return [];
  return all.is.flatMap((each) => {
    const text = asText(each);
    return text.kind === 'known' ? [text.is] : [];
  });
}
