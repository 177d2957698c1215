import type { Json } from '../../src/collect/terraform/section.ts';
import { type Finding, trouble } from '../../src/grade/findings.ts';
import { block, code } from '../../src/grade/markdown.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import type { App } from '../../src/manifests/app.ts';
import type { NamespaceCode } from '../../src/manifests/namespaces.ts';
import { placeIn, shownValue } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { counted, literally } from './printed.ts';
import { put } from './put.ts';
import { placed, yaml } from './snippets.ts';

/** What fixes tell to write where a submission has no namespace of its own. */
const suggested = 'docc-sample';

export const enforce = 'pod-security.kubernetes.io/enforce';

export const version = `${enforce}-version`;

const labels = { [enforce]: 'restricted' };

export function unsaid(app: App): Finding {
  const { manifest } = app.workload;
  return trouble({
    observed: `nothing says in which namespace ${code(app.title)} lands: it is that of whoever applies it`,
    at: placeIn(manifest),
    fix: `${landing(app)}\n${making(app, suggested)}`,
    reproduce: namespaced(app),
  });
}

export function elsewhere(app: App, name: string): Finding {
  const { manifest } = app.workload;
  const at = placeIn(manifest, manifest.namespace);
  return trouble({ observed: `${code(app.title)} lands in ${code(name)}`, at, fix: `At ${placed(at)} write ${code(suggested)} instead of ${code(name)}. ${making(app, suggested)}`, reproduce: made(suggested) });
}

export function unmade(app: App, name: string): Finding {
  const { manifest } = app.workload;
  return trouble({ observed: `nothing makes the namespace ${code(name)} of ${code(app.title)}`, at: placeIn(manifest, manifest.namespace), fix: making(app, name), reproduce: made(name) });
}

/** How the objects of each origin get a namespace. */
function landing({ workload: { manifest }, title }: App): string {
  const { origin } = manifest;
  if (origin.kind === 'chart') return `Release the chart ${code(origin.path)} by code, as a \`helm_release\` with${block(`namespace        = "${suggested}"\ncreate_namespace = true`, 'hcl')}`;
  if (origin.kind === 'kustomize') return `In the kustomization of ${code(origin.path)} write \`namespace: ${suggested}\`.`;
  return put(manifest, { title: code(title), value: manifest.body }, { metadata: { namespace: suggested } }, ', as in every object beside it');
}

/** Terraform where that deploys it, else an object of its own. */
function making({ workload: { manifest } }: App, name: string): string {
  const isTerraform = manifest.origin.kind === 'terraform' || (manifest.origin.kind === 'chart' && manifest.namespace?.path?.endsWith('.tf') === true);
  if (isTerraform) return `Make it in the Terraform root that deploys it:${namespaceResource(name)}`;
  return `Make it in a file beside, such as ${code('namespace.yaml')}, which is applied first:${yaml(namespaceObject(name))}`;
}

const namespaceResource = (name: string): string => block(`resource "kubernetes_namespace_v1" "docc_sample" {
  metadata {
    name = "${name}"

    labels = {
      "${enforce}" = "restricted"
    }
  }
}`, 'hcl');

const namespaceObject = (name: string): { readonly [key: string]: Json } => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });

const sources = `--include='*.tf' --include='*.y*ml' --include='*.json'`;

const namespaced = ({ workload: { manifest } }: App): string =>
  manifest.origin.kind === 'chart'
    ? `grep -rnE ${sources} 'namespace"?[[:space:]]*[:=]|create-namespace' .`
    : counted({ around: [] }, manifest, 'namespace"?[[:space:]]*[:=]');

/** Its name near a Namespace: an object, a resource, or an option that makes it. */
const made = (name: string): string =>
  `grep -rhE -A8 ${sources} ${shellWord('kind:[[:space:]]*"?Namespace|"kubernetes_namespace|create_?[nN]amespace"?[[:space:]]*[:=][[:space:]]*true|create-namespace|CreateNamespace=true|create (ns|namespace)')} . | grep -E ${shellWord(`(^|[^A-Za-z0-9-])(${literally(name)}|local[.][a-z_]+|var[.][a-z_]+)([^A-Za-z0-9-]|$)`)}`;

/** The namespace is there and admits anything. */
export function unenforced(app: App, found: NamespaceCode | undefined, says: string, value?: string): Finding {
  const name = shownValue(app.workload.manifest.namespace);
  const at = found?.at ?? placeIn(app.workload.manifest, app.workload.manifest.namespace);
  const label = found?.manifest === undefined ? making(app, name) : put(found.manifest, { title: code(found.by), value: found.manifest.body }, whereLabels(found));
  const reproduce = found?.manifest === undefined ? `grep -rnE ${sources} '${literally(enforce)}"?[[:space:]]*[:=][[:space:]]*"?restricted' .` : counted(app, found.manifest, `${literally(enforce)}"?[[:space:]]*[:=][[:space:]]*"?restricted`);
  return trouble({ observed: `the namespace ${code(name)} ${says}${value === undefined ? '' : ` ${code(value)}`}`, at, fix: label, reproduce });
}

/** The profile as it once was, which asks less. */
export function outdated(app: App, { by, at, labels: given }: NamespaceCode): Finding {
  const said = shownValue(valueIn(given, version));
  return trouble({
    observed: `the namespace ${code(shownValue(app.workload.manifest.namespace))} enforces \`restricted\` as it was in Kubernetes ${said}, which asks less`,
    at,
    fix: `In ${code(by)} (${placed(at)}) take ${code(version)} away: then the profile is the cluster’s own.`,
    reproduce: `! grep -rnE ${sources} ${shellWord(`${literally(version)}"?[[:space:]]*[:=][[:space:]]*"?${literally(said)}`)} .`,
  });
}

const whereLabels = ({ manifest }: NamespaceCode): { readonly [name: string]: Json } =>
  manifest?.object.kind === 'Application' ? { spec: { syncPolicy: { managedNamespaceMetadata: { labels } } } } : { metadata: { labels } };

