import { manifests, type ManifestsFacts } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import type { Location } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { type App, apps } from '../../../src/manifests/app.ts';
import { isOf, placeIn, shareNamespace, shownValue, titleOf } from '../../../src/manifests/objects.ts';
import { accountOf, bindingsOf } from '../../../src/manifests/rights.ts';
import { sameText } from '../../../src/manifests/selectors.ts';
import { workloads } from '../../../src/manifests/workloads.ts';
import { valueIn } from '../../../src/terraform/value.ts';
import { shownUnknown } from '../containers.ts';
import { counted, ends, field, free, literally, oneMore } from '../printed.ts';
import { put } from '../put.ts';
import { addedObject, placed, written } from '../snippets.ts';
import { unlessUnseen } from '../unseen.ts';

export default check({
  id: 'own-service-account',
  title: 'The pod has a service account of its own',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.rbac'],
  why: 'What somebody grants to `default` for one pod, every pod of the namespace has. And a token in a pod that calls nobody is there for intruders alone.',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
  judge: ({ manifests }, settings) =>
    verdictOf(
      'a service account of its own, whose token is mounted only where RBAC gives it rights',
      apps(manifests, settings).flatMap((app) => {
        const found = accountOf(app).isDefault === 'yes' ? [defaulted(app)] : [ofAccount(app, manifests, settings), ofToken(app)];
        return found.every(({ kind }) => kind === 'fine') ? [fine(`${code(app.title)} runs as ${code(shownValue(accountOf(app).name))}`)] : found;
      }),
    ),
});

function ofAccount(app: App, facts: ManifestsFacts, settings: Settings): Finding {
  const { name, isDefault, declared } = accountOf(app);
  const { manifest, podSpec } = app.workload;
  const at = placeIn(manifest, valueIn(podSpec, 'serviceAccountName') ?? podSpec);
  if (isDefault === 'maybe' && declared.length === 0) return open(`the service account of ${code(app.title)} is ${shownUnknown(name)}`, at);
  if (declared.length === 0) return unlessUnseen(app, undeclared(app, shownValue(name)));
  const servers = new Set(apps(facts, settings).map(({ workload }) => workload.manifest));
  const other = workloads(facts).find((each) => app.around.includes(each.manifest) && !servers.has(each.manifest) && shareNamespace(each.manifest, manifest) === 'yes' && sameText(valueIn(each.podSpec, 'serviceAccountName'), name) === 'yes');
  return other === undefined ? fine('its own') : shared(app, titleOf(other.manifest), at);
}

const accountObject = (name: string) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name }, automountServiceAccountToken: false });

function defaulted(app: App): Finding {
  const { manifest, podSpec } = app.workload;
  const at = placeIn(manifest, podSpec);
  return trouble({
    observed: `${code(app.title)} runs as the namespace’s \`default\``,
    at,
    fix: `${put(manifest, { title: `the pod of ${code(app.title)}`, value: podSpec }, { serviceAccountName: 'docc-sample', automountServiceAccountToken: false })}${andAdded(app, 'docc-sample')}`,
    reproduce: counted(app, manifest, field('serviceAccountName', '[A-Za-z0-9]')),
  });
}

const isDeclared = (app: App, name: string): boolean => app.around.some((each) => isOf(each, 'ServiceAccount', '') && shownValue(each.name) === name);

/** Unless it is there: two objects of one name overwrite each other. */
const andAdded = (app: App, name: string): string => (isDeclared(app, name) ? '' : `\nand add beside it:${addedObject(app.workload.manifest, accountObject(name))}`);

function undeclared(app: App, name: string): Finding {
  const { manifest, podSpec } = app.workload;
  const at = placeIn(manifest, valueIn(podSpec, 'serviceAccountName') ?? podSpec);
  return trouble({
    observed: `${code(app.title)} runs as ${code(name)}, which is declared nowhere: its pods are never made`,
    at,
    fix: `Add beside ${code(app.title)} (${placed(at)}):${addedObject(manifest, accountObject(name))}`,
    reproduce: oneMore('^kind:[[:space:]]*ServiceAccount[[:space:]]*$|"kubernetes_service_account(_v1)?"', app.around.filter((each) => isOf(each, 'ServiceAccount', '')).length),
  });
}

function shared(app: App, other: string, at: Location): Finding {
  const { manifest } = app.workload;
  const name = shownValue(accountOf(app).name);
  const own = ['docc-sample', 'docc-sample-server', 'docc-sample-own'].find((each) => each !== name && !isDeclared(app, each)) ?? `${name}-own`;
  return trouble({
    observed: `${code(app.title)} shares the service account ${code(name)} with ${code(other)}`,
    at,
    fix: `At ${placed(at)} write, in place of the account there:${written(manifest, { serviceAccountName: own })}${andAdded(app, own)}`,
    reproduce: free(app, manifest, field('serviceAccountName', `${literally(name)}${ends}`)),
  });
}

/** A token that RBAC gives no right, nobody needs. */
function ofToken(app: App): Finding {
  const { token, declared, isDefault } = accountOf(app);
  const { manifest, podSpec } = app.workload;
  const holder = token.by === 'account' && declared[0] !== undefined ? declared[0] : manifest;
  const at = placeIn(holder, token.value ?? podSpec);
  if (token.mounted === 'no') return fine('no token');
  const bound = bindingsOf(app);
  if (bound.some(({ binds }) => binds === 'yes')) return fine('a token that RBAC uses');
  if (token.by === 'default' && isDefault === 'maybe' && declared.length === 0) return open(`the service account of ${code(app.title)} is ${shownUnknown(accountOf(app).name)}`, at);
  if (token.mounted === 'maybe') return open(`whether ${code(app.title)} gets a token is ${shownUnknown(token.value)}`, at);
  if (bound.length > 0) return open(`whether ${code(titleOf(bound[0]?.manifest ?? manifest))} gives rights to ${code(app.title)} depends on values that are not in the files`, at);
  if (token.by === 'volume') return projected(app, at);
  return trouble({
    observed: `the pods of ${code(app.title)} get a token that no RBAC rule is for`,
    at,
    fix: `${token.value === undefined ? `In the pod of ${code(app.title)} (${placed(at)}) write` : `At ${placed(at)} write, in place of what it says of that now`}:${written(holder, { automountServiceAccountToken: false })}`,
    reproduce: counted(app, holder, field('automountServiceAccountToken', 'false')),
  });
}

const projected = (app: App, at: Location): Finding =>
  trouble({
    observed: `a volume gives the pods of ${code(app.title)} a token that no RBAC rule is for`,
    at,
    fix: `Take the volume at ${placed(at)} away, with its mounts: the server calls Kubernetes for nothing.`,
    reproduce: free(app, app.workload.manifest, '(serviceAccountToken|service_account_token)"?[[:space:]]*[:={]'),
  });
