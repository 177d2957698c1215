import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { type App, apps } from '../../../src/manifests/app.ts';
import { placeIn, shownValue, titleOf } from '../../../src/manifests/objects.ts';
import { accountOf, type Binding, bindingsOf, rulesAddedTo, rulesOf } from '../../../src/manifests/rights.ts';
import { sameText } from '../../../src/manifests/selectors.ts';
import { excessive, readOnlyRoles, tooMuch } from '../excess.ts';

export default check({
  id: 'rbac-least-privilege',
  title: 'RBAC grants no more than is used',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'senior',
  skills: ['kubernetes.rbac'],
  why: 'Whoever gets into the pod is its service account. One that may list secrets has every password of the namespace; one that may bind or impersonate has the cluster.',
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
  judge: ({ manifests }, settings) =>
    verdictOf(
      'rights for the app’s service account, if any, in its own namespace, without wildcards, secrets to list, `escalate`, `bind` or `impersonate`',
      apps(manifests, settings).flatMap((app) => {
        const bindings = bindingsOf(app);
        return bindings.length === 0 ? [fine(`${code(shownValue(accountOf(app).name))} has no rights`)] : bindings.flatMap((binding) => ofBinding(app, binding));
      }),
    ),
});

function ofBinding(app: App, binding: Binding): readonly Finding[] {
  const { manifest, binds, scope, role, roleName } = binding;
  const title = code(titleOf(manifest));
  if (binds === 'maybe') return [open(`whether ${title} gives rights to ${code(app.title)} depends on values that are not in the files`, placeIn(manifest))];
  if (scope === 'cluster') return [tooMuch(manifest, placeIn(manifest), `${title} gives ${code(shownValue(accountOf(app).name))} rights in the whole cluster`)];
  if (scope === 'elsewhere') return [tooMuch(manifest, placeIn(manifest), `${title} gives ${code(shownValue(accountOf(app).name))} rights in ${code(shownValue(manifest.namespace))}, a namespace that isn’t its own`)];
  if (role === undefined) return [...rulesAddedTo(roleName, app.around).flatMap(excessive), ofStranger(app, binding, title)];
  const rules = rulesOf(role, app.around);
  if (rules === undefined) return [open(`what ${code(titleOf(role))} allows depends on values that are not in the files`, placeIn(role))];
  const found = rules.flatMap(excessive);
  return found.length === 0 ? [fine(`${code(titleOf(role))} for ${code(shownValue(roleName))}`)] : found;
}

/** A role that is not in the files: Kubernetes' own are known. */
function ofStranger(app: App, { manifest, roleName }: Binding, title: string): Finding {
  const at = placeIn(manifest, roleName);
  if (readOnlyRoles.some((name) => sameText(roleName, { known: name }) === 'yes')) return fine(`${title} to ${code(shownValue(roleName))}`);
  const wide = ['cluster-admin', 'admin', 'edit'].find((name) => sameText(roleName, { known: name }) === 'yes');
  if (wide !== undefined) return tooMuch(manifest, at, `${title} gives ${code(shownValue(accountOf(app).name))} the role ${code(wide)}`);
  return open(`what the role ${code(shownValue(roleName))} allows can’t be told: it is not in the files`, at);
}
