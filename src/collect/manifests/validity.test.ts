import { describe, expect, it } from 'vitest';
import { deployment, errorsOf, factsOf, objectIn } from './manifests.fixture.ts';

/** The deployment with one text in place of another. */
const changed = (from: string, to: string): string => {
  if (!deployment.includes(from)) throw new Error(`the deployment has no ${from}`);
  return deployment.replace(from, to);
};
const container = (lines: string): string => `${deployment}${lines.replaceAll(/^/gm, '          ')}\n`;
const pod = (lines: string): string => `${deployment}${lines.replaceAll(/^/gm, '      ')}\n`;
const at = '/spec/template/spec/containers/0';

describe('a deployment', () => {
  it('is valid', async () => {
    expect(await errorsOf(deployment)).toEqual([]);
    expect(await errorsOf(container('resources:\n  requests: {cpu: 50m, memory: 32Mi}\n  limits: {cpu: 1, memory: 64Mi}\nlivenessProbe: {httpGet: {path: /, port: http}}\nenv: [{name: A, value: "1"}]'))).toEqual([]);
  });

  it.each([
    ['a misspelt field', changed('containers:', 'contaners:'), ['/spec/template/spec: containers is required and missing', '/spec/template/spec/contaners: unknown field contaners: did you mean containers?', '/spec/template/spec/containers: needs one container or more']],
    ['a field in another place', changed('spec:\n  selector', 'replicas: 2\nspec:\n  selector'), ['/replicas: unknown field replicas: it belongs in another place, most often a matter of indentation']],
    ['a text for a number', changed('containerPort: 8080', 'containerPort: "8080"'), [`${at}/ports/0/containerPort: must be a whole number, without quotes; it is the text "8080"`]],
    ['a number for a text', container('env: [{name: A, value: 1}]'), [`${at}/env/0/value: must be a text: put it in quotes; it is 1`]],
    ['a boolean label', changed('        app: docc', '        app: docc\n        canary: true'), ['/spec/template/metadata/labels/canary: must be a text: put it in quotes; it is true']],
    ['no quantity', container('resources: {limits: {memory: 64MB}}'), [`${at}/resources/limits/memory: must be a quantity such as 500m, 1.5 or 64Mi; it is the text "64MB"`]],
    ['a value that there isn\'t', container('imagePullPolicy: always'), [`${at}/imagePullPolicy: must be one of Always, IfNotPresent, Never, is always: did you mean Always?`]],
    ['an object for a list', container('env: {A: b}'), [`${at}/env: must be a list (lines that begin with "- "); it is an object`]],
    ['another selector', changed('matchLabels:\n      app: docc', 'matchLabels:\n      app: other'), ['/spec/selector/matchLabels/app: must be a label of the pods that its template makes; they have "docc"']],
    ['an empty selector', changed('    matchLabels:\n      app: docc', '    matchLabels: {}'), ['/spec/selector: must choose by a label or more']],
    ['a port out of range', changed('8080', '80800'), [`${at}/ports/0/containerPort: must be a port, 1 to 65535, is 80800`]],
    ['a long port name', changed('name: http', 'name: http-of-the-server'), [`${at}/ports/0/name: a port's name has at most 15 lower-case letters, digits and -, at least one of them a letter; it is "http-of-the-server"`]],
    ['two ports of one name', changed('containerPort: 8080', 'containerPort: 8080\n            - {name: http, containerPort: 9090}'), [`${at}/ports/1/name: a port named http is there twice`]],
    ['a probe with two handlers', container('livenessProbe: {httpGet: {port: 80}, exec: {command: [a]}}'), [`${at}/livenessProbe: a probe has one handler; it has exec and httpGet`]],
    ['a probe without handler', container('readinessProbe: {periodSeconds: 5}'), [`${at}/readinessProbe: a probe needs httpGet, tcpSocket, grpc or exec`]],
    ['a mount without volume', container('volumeMounts: [{name: tmp, mountPath: /tmp}]'), [`${at}/volumeMounts/0/name: no volume is named tmp: add it under volumes`]],
    ['a volume with two sources', pod('volumes: [{name: a, emptyDir: {}, hostPath: {path: /}}]'), ['/spec/template/spec/volumes/0: a volume has one source; it has emptyDir and hostPath']],
    ['requests over limits', container('resources: {requests: {memory: 1Gi}, limits: {memory: 512Mi}}'), [`${at}/resources/requests/memory: asks for more memory than its limit of "512Mi"`]],
    ['value beside valueFrom', container('env: [{name: A, value: x, valueFrom: {secretKeyRef: {name: a, key: b}}}]'), [`${at}/env/0/valueFrom: stands beside value: only one of the two may be set`]],
    ['privileged without escalation', container('securityContext: {privileged: true, allowPrivilegeEscalation: false}'), [`${at}/securityContext/allowPrivilegeEscalation: can not be false where privileged is true`]],
    ['a restart policy', pod('restartPolicy: Never'), ['/spec/template/spec/restartPolicy: must be Always for a Deployment, is Never']],
    ['a name in capitals', changed('  name: docc\n', '  name: Docc\n'), ['/metadata/name: must be lower-case letters, digits and - or ., beginning and ending with a letter or digit; it is "Docc"']],
    ['no name', changed('metadata:\n  name: docc\n', 'metadata: {}\n'), ['/metadata: name is required and missing']],
    ['no replacing', changed('spec:\n  selector', 'spec:\n  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}\n  selector'), ['/spec/strategy/rollingUpdate/maxUnavailable: may not be 0 where maxSurge is 0 too: no pod could ever be replaced']],
    ['another group', changed('apps/v1', 'v1'), ['/apiVersion: Kubernetes 1.34 has no Deployment in v1: Deployment is in apps/v1']],
    ['a misspelt kind', changed('kind: Deployment', 'kind: Deploymnet'), ['/kind: Kubernetes 1.34 has no Deploymnet in apps/v1: did you mean Deployment?']],
  ])('with %s is not', async (_, text, errors) => {
    expect(await errorsOf(text)).toEqual(errors);
  });

  it('may hold what is not in the files', async () => {
    const text = changed('spec:\n  selector', 'spec:\n  replicas: ${REPLICAS}\n  selector').replace(':1.2.0', ':${TAG}').replace('8080', '{{ port }}');
    expect(await errorsOf(text)).toEqual([]);
    expect(await errorsOf(changed('spec:\n  selector', 'spec:\n  strategy: ${STRATEGY}\n  selector'))).toEqual(['unjudged']);
  });
});

const object = (apiVersion: string, kind: string, rest: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: docc}\n${rest}\n`;
const ingress = (path: string): string => object('networking.k8s.io/v1', 'Ingress', `spec: {rules: [{host: a.b, http: {paths: [${path}]}}]}`);

describe('other objects', () => {
  it.each([
    ['a service without ports', object('v1', 'Service', 'spec: {selector: {app: a}}'), ['/spec: ports are required and missing']],
    ['a service with nameless ports', object('v1', 'Service', 'spec: {ports: [{port: 80}, {name: b, port: 81}]}'), ['/spec/ports/0: name is required where there are several ports']],
    ['a node port of a cluster address', object('v1', 'Service', 'spec: {ports: [{port: 80, nodePort: 30080}]}'), ['/spec/ports/0/nodePort: may not be set where type is ClusterIP']],
    ['an ingress without path type', ingress('{path: /, backend: {service: {name: a, port: {number: 80}}}}'), ['/spec/rules/0/http/paths/0: pathType is required and missing']],
    ['an ingress as it was in v1beta1', ingress('{path: /, pathType: Prefix, backend: {serviceName: a, servicePort: 80}}'), ['/spec/rules/0/http/paths/0/backend/serviceName: unknown field serviceName', '/spec/rules/0/http/paths/0/backend/servicePort: unknown field servicePort', '/spec/rules/0/http/paths/0/backend: needs service, with name and port']],
    ['a path without slash', ingress('{path: a, pathType: Prefix, backend: {service: {name: a, port: {number: 80}}}}'), ['/spec/rules/0/http/paths/0/path: must begin with / where pathType is Prefix']],
    ['a port by number and name', ingress('{path: /, pathType: Exact, backend: {service: {name: a, port: {number: 80, name: b}}}}'), ['/spec/rules/0/http/paths/0/backend/service/port: needs either number or name']],
    ['a host with a scheme', ingress('{path: /, pathType: Exact, backend: {service: {name: a, port: {number: 80}}}}').replace('a.b', 'https://a.b'), ['/spec/rules/0/host: must be a host name without scheme, port or path, in lower case; it is "https://a.b"']],
    ['a budget both ways', object('policy/v1', 'PodDisruptionBudget', 'spec: {minAvailable: 1, maxUnavailable: 1, selector: {}}'), ['/spec: has minAvailable or maxUnavailable, not both']],
    ['an autoscaler upside down', object('autoscaling/v2', 'HorizontalPodAutoscaler', 'spec: {minReplicas: 3, maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: a}}'), ['/spec/maxReplicas: must be 3 or more, is 2']],
    ['a peer of two kinds', object('networking.k8s.io/v1', 'NetworkPolicy', 'spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]}'), ['/spec/ingress/0/from/0/ipBlock: may not stand beside a selector: make it a peer of its own']],
    ['a secret in plain text', object('v1', 'Secret', 'data: {password: "hunter 2"}'), ['/data/password: must be base64: write plain text under stringData']],
    ['a level of pod security', object('v1', 'Namespace', '').replace('{name: docc}', '{name: docc, labels: {pod-security.kubernetes.io/enforce: strict}}'), ['/metadata/labels/pod-security.kubernetes.io~1enforce: must be privileged, baseline or restricted, is "strict"']],
    ['a subject without namespace', object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}\nsubjects: [{kind: ServiceAccount, name: a}]'), ['/subjects/0: namespace is required of a ServiceAccount and missing']],
    ['a schedule', object('batch/v1', 'CronJob', 'spec: {schedule: daily, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}}}'), ['/spec/schedule: must have five fields, such as "0 3 * * *"; it is "daily"']],
    ['a job that starts again', object('batch/v1', 'Job', 'spec: {template: {spec: {containers: [{name: a, image: b}]}}}'), ['/spec/template/spec: restartPolicy must be OnFailure or Never for a Job']],
    ['a misspelt field of a custom resource', object('cert-manager.io/v1', 'Issuer', 'spec: {selfSinged: {}}'), ['/spec/selfSinged: unknown field selfSinged: did you mean selfSigned?']],
    ['a label of a custom resource', object('cert-manager.io/v1', 'Issuer', 'spec: {selfSigned: {}}').replace('{name: docc}', '{name: docc, labels: {a: 1}}'), ['/metadata/labels/a: must be a text: put it in quotes; it is 1']],
    ['a kind that nobody knows', object('example.org/v1', 'Thing', 'spec: {anything: 1}'), ['unjudged']],
    ['a field that may be newer', object('cert-manager.io/v1', 'Issuer', 'spec: {selfSigned: {}, brandNewThing: 1}'), ['unjudged']],
  ])('%s', async (_, text, errors) => {
    expect(await errorsOf(text)).toEqual(errors);
  });

  it.each([
    ['1.34', 'policy/v1beta1', 'PodDisruptionBudget', { kind: 'removed', since: '1.25', replacement: 'policy/v1' }],
    ['1.34', 'networking.k8s.io/v1beta1', 'Ingress', { kind: 'removed', since: '1.22', replacement: 'networking.k8s.io/v1' }],
  ])('in %s there is no %s %s any more', async (kubernetes, apiVersion, kind, validity) => {
    const facts = await factsOf({ 'a.yaml': object(apiVersion, kind, 'spec: {}') }, { kubernetes });
    expect(objectIn(facts, kind).validity).toEqual(validity);
  });

  it('are judged by a definition that the submission has', async () => {
    const definition = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.org}\nspec:\n  group: example.org\n  scope: Cluster\n  names: {kind: Thing, plural: things}\n  versions:\n    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, required: [size], properties: {size: {type: integer, pattern: "(a+)+$"}}}}}}}\n';
    const facts = await factsOf({ 'a.yaml': `${definition}---\n${object('example.org/v1', 'Thing', 'spec: {sise: 1}')}` });
    const { landing, validity } = objectIn(facts, 'Thing');
    expect(landing).toEqual({ kind: 'cluster' });
    // Nothing more: what every object has, this schema does not say, as most don't.
    expect(validity).toEqual({ kind: 'invalid', errors: [{ pointer: '/spec', message: 'size is required and missing' }, { pointer: '/spec/sise', message: 'unknown field sise: did you mean size?' }] });
    expect(objectIn(facts, 'CustomResourceDefinition').validity).toEqual({ kind: 'valid' });
  });

  it('lack what is required, though every object of JavaScript answers to it', async () => {
    const definition = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.org}\nspec:\n  group: example.org\n  scope: Cluster\n  names: {kind: Thing, plural: things}\n  versions:\n    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, required: [constructor], properties: {constructor: {type: string}}}}}}}\n';
    const facts = await factsOf({ 'a.yaml': `${definition}---\n${object('example.org/v1', 'Thing', 'spec: {}')}` });
    expect(objectIn(facts, 'Thing').validity).toEqual({ kind: 'invalid', errors: [{ pointer: '/spec', message: 'constructor is required and missing' }] });
  });
});
