import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { helmPort } from '../../tools/helm.ts';
import { chartFiles, chartOf, documentsOf, factsOf, type Files, hasHelm, renderingOf } from './chart.fixture.ts';
import { type Entry, tar } from './tar.fixture.ts';

const paths = async (files: Files): Promise<readonly string[]> => documentsOf(await renderingOf(files)).map(({ path }) => path);

const library: Files = { 'Chart.yaml': 'apiVersion: v2\nname: common\nversion: 1.0.0\ntype: library\n', 'values.yaml': '', 'templates/configmap.yaml': '', 'templates/_labels.tpl': '{{ define "common.labels" }}team: docc{{ end }}\n' };
const needing = (dependency: string): Files => ({
  'Chart.yaml': `apiVersion: v2\nname: docc-sample\nversion: 0.1.0\ndependencies:\n  - ${dependency}\n`,
  'templates/labels.yaml': 'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  labels:\n    {{- include "common.labels" . | nindent 4 }}\n',
});

describe('where there is nothing to render', () => {
  it('nothing is looked for', async () => {
    const nowhere = { open: async () => Promise.reject(new Error('opened')) };
    expect(factsOf(await renderingOf({ 'README.md': 'hello' }, nowhere))).toEqual({ charts: [], releases: [], problems: [] });
  });

  it.each([
    ['no map', '- a\n', 1],
    ['no YAML', 'name: a\n  version: 1\n', 1],
    ['no name', 'version: 0.1.0\n', 1],
    ['nothing', '', undefined],
  ])('a Chart.yaml that is %s is told of', async (_, text, line) => {
    const nowhere = { open: async () => Promise.reject(new Error('opened')) };
    const { problems } = factsOf(await renderingOf({ 'a/Chart.yaml': text }, nowhere));
    expect(problems).toEqual([{ path: 'a/Chart.yaml', ...(line !== undefined && { line }), message: expect.any(String), fix: expect.any(String) }]);
  });

  it('a machine without Helm exercises nothing', async () => {
    const { observation, rendered, folders } = await renderingOf(chartFiles('c'), helmPort({ PATH: '', HOME: '/nonexistent' }, new AbortController().signal));
    expect(observation).toMatchObject({ status: 'not-exercised', absence: { reason: expect.stringContaining('no helm of version') } });
    expect({ rendered, folders }).toEqual({ rendered: [], folders: ['c'] });
  });

  it('a Helm that breaks is nobody’s trouble', async () => {
    const fault = { message: 'helm was ended by SIGKILL', repair: 'Grade again.' };
    const answer = async () => ({ kind: 'fault', fault }) as const;
    const stage = async () => ({ add: async () => undefined, template: answer, lint: answer, [Symbol.asyncDispose]: async () => undefined });
    const { observation } = await renderingOf(chartFiles('c'), { open: async () => ({ kind: 'open', helm: { version: '4.0.0', stage } }) });
    expect(observation).toEqual({ status: 'fault', fault });
  });
});

describe.skipIf(!hasHelm)('charts (need Helm)', () => {
  it('are recorded as their Chart.yaml says', async () => {
    expect(await chartOf(chartFiles('deploy/docc'))).toEqual({
      path: 'deploy/docc',
      name: 'docc-sample',
      version: '0.1.0',
      appVersion: '1.0',
      type: 'application',
      dependencies: [],
      lint: { kind: 'ok', objects: 0 },
      render: { kind: 'ok', objects: 1 },
      schema: { kind: 'absent' },
    });
  });

  it('may be the submission itself, and two of one name are two', async () => {
    expect(await paths(chartFiles('.'))).toEqual(['templates/configmap.yaml']);
    expect(await paths({ ...chartFiles('a'), ...chartFiles('b') })).toEqual(['a/templates/configmap.yaml', 'b/templates/configmap.yaml']);
  });

  it('map each line to its template where that is certain', async () => {
    const [document] = documentsOf(await renderingOf(chartFiles('c')));
    expect(document?.text.split('\n').map((line, index) => `${document.lines[index]} ${line}`)).toEqual([
      '1 apiVersion: v1',
      '2 kind: ConfigMap',
      '3 metadata:',
      '4   name: docc-sample',
      '5   namespace: default',
      '6 data:',
      '7   host: default.example',
      '8   tag: 0',
      '9   list: ["a"]',
      '10   enabled: false',
    ]);
  });

  it('leave test hooks out, and count them', async () => {
    const hook = (events: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    helm.sh/hook: ${events}\n`;
    const { rendered, observation } = await renderingOf(chartFiles('c', { 'templates/a.yaml': hook('test'), 'templates/b.yaml': hook('pre-install,test') }));
    expect(rendered.flatMap(({ documents }) => documents.map(({ path }) => path))).toEqual(['c/templates/configmap.yaml', 'c/templates/b.yaml']);
    expect(observation).toMatchObject({ facts: { releases: [{ outcome: { objects: 2, tests: 1 } }] } });
  });

  it('bring their CRDs, and know the APIs that clusters have', async () => {
    const crd = (name: string): string => `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${name}\n`;
    const files = chartFiles('c', {
      'crds/all.yaml': `${crd('a.example.com')}---\n${crd('b.example.com')}`,
      'templates/monitor.yaml': '{{ if .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/ServiceMonitor" }}\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nminor: {{ .Capabilities.KubeVersion.Minor }}\n{{ end }}\n',
    });
    const documents = documentsOf(await renderingOf(files));
    expect(documents.map(({ path, lines }) => [path, lines[0]])).toEqual([
      ['c/crds/all.yaml', 1],
      ['c/crds/all.yaml', 6],
      ['c/templates/configmap.yaml', 1],
      ['c/templates/monitor.yaml', 2],
    ]);
    expect(documents.at(-1)?.text).toContain('minor: 34');
  });

  it('look up nothing and resolve no name', async () => {
    const files = chartFiles('c', { 'templates/configmap.yaml': 'apiVersion: v1\nkind: A\nfound: {{ lookup "v1" "Secret" "" "" | toJson }}\naddress: "{{ getHostByName "localhost" }}"\n' });
    expect(documentsOf(await renderingOf(files))[0]?.text).toContain('found: {}\naddress: ""');
  });
});

describe.skipIf(!hasHelm)('dependencies (need Helm)', () => {
  const packed = (entries: readonly Entry[]): Uint8Array => gzipSync(tar(entries));
  const archive = packed(Object.entries(library).map(([path, text]) => ({ path: `common/${path}`, content: String(text) })));

  it.each<readonly [string, Files, object]>([
    ['lie in charts/ as a folder', chartFiles('c/charts/anything', library), { kind: 'vendored' }],
    ['lie in charts/ as an archive', { 'c/charts/common-1.0.0.tgz': archive }, { kind: 'vendored' }],
  ])('%s', async (_, files, expected) => {
    const all = { ...chartFiles('c', needing('{name: common, version: 1.x.x}')), ...files };
    expect(await chartOf(all)).toMatchObject({ path: 'c', dependencies: [{ name: 'common', version: '1.x.x', path: 'c/Chart.yaml', line: 5, ...expected }], render: { kind: 'ok', objects: 2 } });
  });

  it('may be a folder of the submission, which is then not released by itself', async () => {
    const files = { ...chartFiles('charts/c', needing('{name: common, version: 1.0.0, repository: "file://../common"}')), ...chartFiles('charts/common', library) };
    const facts = factsOf(await renderingOf(files));
    expect(facts.charts).toMatchObject([{ path: 'charts/c', dependencies: [{ kind: 'local' }], render: { kind: 'ok', objects: 2 } }, { path: 'charts/common', type: 'library', render: { kind: 'library' } }]);
    expect(facts.releases.map(({ chart }) => chart)).toEqual(['charts/c']);
  });

  it('may be no folder of somebody’s own machine', async () => {
    const files = chartFiles('c', needing('{name: common, version: 1.0.0, repository: "file://../../common"}'));
    const problem = { path: 'c/Chart.yaml', line: 5, message: expect.stringContaining('where the submission has no chart') };
    expect(await chartOf(files)).toMatchObject({ dependencies: [{ kind: 'remote' }], render: { kind: 'broken', problems: [problem] } });
  });

  it('may depend on each other without end', async () => {
    const one = (folder: string, name: string, other: string): Files => chartFiles(folder, { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 0.1.0\ndependencies: [{name: ${other}, version: 0.1.0, repository: "file://../${other}"}]\n` });
    const { charts } = factsOf(await renderingOf({ ...one('a', 'a', 'b'), ...one('b', 'b', 'a') }));
    expect(charts.map(({ render }) => render.kind)).toEqual(['ok', 'ok']);
  });

  it('map to their own files, by alias too; of an archive to that', async () => {
    const sub = chartFiles('x', { 'Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n' });
    const own = chartFiles('c', { 'Chart.yaml': 'apiVersion: v2\nname: docc\nversion: 0.1.0\ndependencies: [{name: sub, version: 1.0.0, alias: other}]\n' });
    const moved = Object.fromEntries(Object.entries(sub).map(([path, text]) => [path.replace('x/', 'c/charts/sub/'), text]));
    expect(await paths({ ...own, ...moved })).toEqual(['c/charts/sub/templates/configmap.yaml', 'c/templates/configmap.yaml']);
    const tgz = packed(Object.entries(sub).map(([path, text]) => ({ path: path.replace('x/', 'sub/'), content: String(text) })));
    expect(await paths({ ...own, 'c/charts/sub-1.0.0.tgz': tgz })).toEqual(['c/charts/sub-1.0.0.tgz', 'c/templates/configmap.yaml']);
  });

  it('that are elsewhere are recorded with their locked version, and the rest is rendered', async () => {
    const remote = '{name: redis, version: ^20.0.0, repository: "https://charts.example.com", condition: redis.enabled}';
    const files = chartFiles('c', {
      'Chart.yaml': `apiVersion: v2\nname: docc\nversion: 0.1.0\ndependencies:\n  - ${remote}\n`,
      'Chart.lock': 'dependencies:\n- name: redis\n  repository: https://charts.example.com\n  version: 20.1.3\ndigest: sha256:0\n',
    });
    expect(await chartOf(files)).toMatchObject({
      dependencies: [{ name: 'redis', version: '^20.0.0', repository: 'https://charts.example.com', locked: '20.1.3', kind: 'remote', line: 5 }],
      lint: { kind: 'ok' },
      render: { kind: 'ok', objects: 1 },
    });
  });

  it('of charts of the first API version stand in requirements.yaml', async () => {
    const files = chartFiles('c', { 'Chart.yaml': 'apiVersion: v1\nname: docc\nversion: 0.1.0\n', 'requirements.yaml': 'dependencies:\n  - {name: redis, version: 1.0.0, repository: "https://charts.example.com"}\n' });
    expect(await chartOf(files)).toMatchObject({ dependencies: [{ name: 'redis', kind: 'remote', path: 'c/requirements.yaml', line: 2 }], render: { kind: 'ok' } });
  });

  it('that are elsewhere leave open what needs them, and hide no other mistake', async () => {
    const remote = (template: string): Files => chartFiles('c', { ...needing('{name: common, version: 1.0.0, repository: "oci://registry.example/x"}'), 'templates/labels.yaml': `kind: A\nlabels: {{ include "${template}" . }}\n`, 'templates/_own.tpl': '{{ define "docc.name" }}x{{ end }}' });
    const because = 'it needs the template common.labels, of common of oci://registry.example/x as it seems, which is not in the submission';
    expect(await chartOf(remote('common.labels'))).toMatchObject({ lint: { kind: 'unjudged', because }, render: { kind: 'unjudged', because } });
    expect(factsOf(await renderingOf(remote('common.labels'))).releases).toMatchObject([{ outcome: { kind: 'skipped', because } }]);
    expect(await chartOf(remote('docc.nmae'))).toMatchObject({ render: { kind: 'broken', problems: [{ path: 'c/templates/labels.yaml', line: 2 }] } });
    const reading = chartFiles('c', { ...needing('{name: redis, version: 1.0.0, repository: "https://x.example"}'), 'templates/labels.yaml': 'kind: A\nport: {{ .Values.redis.service.port }}\n' });
    expect(await chartOf(reading)).toMatchObject({ render: { kind: 'unjudged', because: expect.stringContaining('redis of https://x.example') } });
  });

  it.each<readonly [string, Uint8Array]>([
    ['is a bomb', gzipSync(Buffer.alloc(40 * 1024 * 1024))],
    ['holds a link', packed([{ path: 'common/Chart.yaml', content: 'name: common\nversion: 1.0.0\n' }, { path: 'common/templates/a', type: '2', link: '/etc/passwd' }])],
    ['leads out of itself', packed([{ path: 'common/../../a', content: 'x' }])],
    ['is no archive', Buffer.from('hello')],
  ])('in an archive that %s leave the chart open', async (_, bytes) => {
    const files = { ...chartFiles('c', needing('{name: common, version: 1.0.0}')), 'c/charts/common-1.0.0.tgz': bytes };
    const because = expect.stringMatching(/^docc does not read the archive c\/charts\/common-1\.0\.0\.tgz: /);
    expect(await chartOf(files)).toMatchObject({ lint: { kind: 'unjudged', because }, render: { kind: 'unjudged', because } });
  });
});

describe.skipIf(!hasHelm)('a schema of the values (needs Helm)', () => {
  const schemaOf = async (schema: string, more: Files = {}) => (await chartOf(chartFiles('c', { 'values.schema.json': schema, ...more }))).schema;
  const path = 'c/values.schema.json';

  it.each([
    ['refuses a wrong type', { properties: { host: { type: 'string' } } }, { kind: 'refuses', path, by: 'host: 12345' }],
    ['refuses one deep down', { properties: { image: { type: 'object', properties: { tag: { type: 'string' } } } } }, { kind: 'refuses', path, by: 'image: "docc"' }],
    ['takes anything', { title: 'values' }, { kind: 'takes', path, values: ['host: 12345', 'image: "docc"', 'list: "docc"', 'enabled: "docc"'] }],
    ['is none', { type: 'frog' }, { kind: 'broken', path, message: expect.stringContaining('frog') }],
  ])('%s', async (_, schema, expected) => {
    if (expected.kind !== 'broken') return expect(await schemaOf(JSON.stringify(schema))).toEqual(expected);
    expect(await schemaOf(JSON.stringify(schema))).toMatchObject({ kind: 'broken', path });
  });

  it('is told to be no JSON', async () => {
    expect(await schemaOf('{"type": ')).toMatchObject({ kind: 'broken', path, message: expect.stringContaining('it is no JSON') });
  });

  it('refuses even without defaults', async () => {
    const bare = { 'values.yaml': '', 'templates/configmap.yaml': 'apiVersion: v1\nkind: A\n' };
    expect(await schemaOf('{"properties": {"replicas": {"type": "integer"}}}', bare)).toEqual({ kind: 'refuses', path, by: 'replicas: "docc"' });
  });

  it('is asked nothing where the chart can not be loaded', async () => {
    expect(await schemaOf('{}', { 'Chart.yaml': 'apiVersion: v2\nname: docc\nversion: x\n' })).toMatchObject({ kind: 'unjudged', path });
  });

  it('reads no file of this machine and asks no other', async () => {
    const schema = JSON.stringify({ properties: { host: { $ref: 'file:///etc/passwd' }, list: { $ref: 'https://example.invalid/x.json' }, enabled: { $ref: '#/$defs/truth' } }, $defs: { truth: { type: 'boolean' } } });
    expect(await schemaOf(schema)).toEqual({ kind: 'refuses', path, by: 'enabled: "docc"' });
  });
});

describe.skipIf(!hasHelm)('troubles (need Helm)', () => {
  const problem = async (more: Files) => {
    const { lint, render } = await chartOf(chartFiles('c', more));
    const [lints, renders] = [lint, render].map((each) => (each.kind === 'broken' ? each.problems.map(({ path, line, message }) => `${path}:${line ?? '-'} ${message}`) : each.kind));
    return { lints, renders };
  };
  const bomb = Array.from({ length: 9 }, (_, level) => `a${level}: &a${level} [${level === 0 ? 'x' : Array(10).fill(`*a${level - 1}`).join(',')}]`).join('\n');
  const both = (said: unknown) => ({ lints: [said], renders: [said] });

  it.each<readonly [string, Files, object]>([
    ['a template that does not parse', { 'templates/a.yaml': 'kind: A\nname: {{ if }}\n' }, both('c/templates/a.yaml:2 missing value for if')],
    ['a function that there is not', { 'templates/a.yaml': '{{ nofn }}' }, both('c/templates/a.yaml:1 function "nofn" not defined')],
    ['a value of nothing', { 'templates/a.yaml': '\n{{ .Values.x.y }}' }, both('c/templates/a.yaml:2 <.Values.x.y>: nil pointer evaluating interface {}.y')],
    ['one in a helper, where that is', { 'templates/a.yaml': '{{ include "h" . }}', 'templates/_h.tpl': '{{ define "h" }}\n{{ .Values.x.y }}{{ end }}' }, both('c/templates/_h.tpl:2 <.Values.x.y>: nil pointer evaluating interface {}.y')],
    ['what an author asks for', { 'templates/a.yaml': 'a: {{ required "give a name" .Values.name }}' }, { lints: 'ok', renders: ['c/templates/a.yaml:1 give a name'] }],
    ['indentation', { 'templates/a.yaml': 'kind: A\nmetadata:\n  name: x\n bad: {{ .Values.host }}\n' }, { lints: [expect.stringMatching(/^c\/templates\/a\.yaml:4 no YAML: /)], renders: [expect.stringMatching(/^c\/templates\/a\.yaml:4 no YAML: /)] }],
    ['tabs', { 'templates/a.yaml': 'kind: A\nmetadata:\n\tname: x\n' }, { lints: [expect.stringMatching(/a\.yaml:3 no YAML: /)], renders: [expect.stringMatching(/a\.yaml:3 no YAML: /)] }],
    ['a document that is no object', { 'templates/a.yaml': 'hello\n' }, both('c/templates/a.yaml:- a document that it renders to is a string, no object')],
    ['values that are a list', { 'values.yaml': '# of c\n- a\n' }, { lints: expect.arrayContaining(['c/values.yaml:2 it is a list, no map of names and values']), renders: ['c/values.yaml:2 it is a list, no map of names and values'] }],
    ['aliases without measure', { 'values.yaml': `# of c\n${bomb}` }, both(expect.stringMatching(/^c\/values\.yaml:3 no YAML: document contains excessive aliasing/))],
    ['tabs in values', { 'values.yaml': 'a: 1\n\tb: 2\n' }, { lints: [expect.stringMatching(/^c\/values\.yaml:2 no YAML: /)], renders: [expect.stringMatching(/^c\/values\.yaml:2 no YAML: /)] }],
    ['a version that is none', { 'Chart.yaml': 'apiVersion: v2\nname: docc\nversion: one\n' }, { lints: ["c/Chart.yaml:3 version 'one' is not a valid SemVer"], renders: ['c/Chart.yaml:3 validation: chart.metadata.version "one" is invalid'] }],
    ['what only a cluster has', { 'templates/a.yaml': 'kind: A\nof: {{ index (lookup "v1" "Secret" "a" "b").data "c" }}\n' }, both('c/templates/a.yaml:2 <index (lookup "v1" "Secret" "a" "b").data "c">: error calling index: index of untyped nil')],
    ['a schema that refers to itself', { 'values.schema.json': '{"$ref": "#"}' }, both(expect.stringMatching(/^c\/values\.schema\.json:1 the schema refers to itself without end: /))],
    ['another Kubernetes', { 'Chart.yaml': 'apiVersion: v2\nname: docc\nversion: 0.1.0\nkubeVersion: ">=1.40"\n' }, { lints: 'ok', renders: [expect.stringMatching(/^c\/Chart\.yaml:4 chart requires kubeVersion: >=1\.40/)] }],
    ['values that the schema refuses', { 'values.schema.json': '{"properties": {"host": {"type": "integer"}}}' }, both('c/values.yaml:1 host: got string, want integer')],
    ['a template that includes itself', { 'templates/a.yaml': '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}' }, both('c/templates/a.yaml:1 <{{template "a" .}}>: exceeded maximum template depth (100000)')],
  ])('are told with their place: %s', async (_, files, expected) => {
    expect(await problem(files)).toEqual(expected);
  });

  it('of an outcome without end name the chart, and leave the others judged', async () => {
    const files = { ...chartFiles('big', { 'templates/a.yaml': 'a: {{ repeat 2000000000 "x" }}\n' }), ...chartFiles('good') };
    const { charts, releases } = factsOf(await renderingOf(files));
    expect(charts.map(({ path, render }) => [path, render.kind])).toEqual([['big', 'broken'], ['good', 'ok']]);
    expect(releases.map(({ chart, outcome }) => [chart, outcome.kind])).toEqual([['big', 'broken'], ['good', 'rendered']]);
    expect(charts[0]?.render).toMatchObject({ problems: [{ path: 'big/templates/a.yaml', line: 1, message: expect.stringContaining('on this chart') }] });
  });

  it('of anchors that multiply are bounded', async () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 9 }, (_, index) => `a${index + 1}: &a${index + 1} [${Array.from({ length: 9 }, () => `*a${index}`).join(', ')}]`)].join('\n');
    const { renders } = await problem({ 'values.yaml': bomb });
    expect(renders).toEqual([expect.stringMatching(/^c\/values\.yaml/)]);
  });

  it('are none where a name is given twice: Helm takes the last', async () => {
    expect(await problem({ 'values.yaml': 'host: a\nhost: b\nimage: {tag: "0"}\nlist: []\nenabled: true\n' })).toEqual({ lints: 'ok', renders: 'ok' });
  });

  it('of odd names break nothing', async () => {
    const files = { ...chartFiles('a b,c"d'), 'e.sh': 'helm upgrade -i "x y" "a b,c\\"d" -f "v,w.yaml" --set "a=\u0000"\n', 'v,w.yaml': 'host: x\n' };
    const { charts, releases } = factsOf(await renderingOf(files));
    expect(charts).toMatchObject([{ render: { kind: 'ok' } }]);
    expect(releases).toMatchObject([{ outcome: { kind: expect.stringMatching(/broken|skipped|rendered/) } }]);
  });
});
