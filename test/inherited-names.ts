import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import type { Report } from '../src/grade/report.ts';
import { evidenceOf } from './collect.ts';
import type { Files } from './mutant.ts';
import { reference } from './rewrites.ts';
import { submissionOf } from './submission.ts';

/** What every object answers to, though nobody wrote it there. */
export const inherited: readonly string[] = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];

const rubric = await loadRubric(challengePath('docc', home), findGraders);

/** What of a grade is docc's own fault. */
export async function faultsOf(files: Files): Promise<Report['faults']> {
  const report = grade(rubric, await evidenceOf(submissionOf(files)), { trust: 'advisory', grader: { version: '0.0.0' } });
  return report.faults;
}

export type Word = { readonly path: string; readonly from: number; readonly to: number };

const isRead = (path: string): boolean => /(?:Dockerfile|\.ya?ml|\.tf|\.tpl)$/.test(path);

/** The words of the files that graders read, each where it first stands behind the same sign. */
export const words: readonly Word[] = Object.entries(reference).flatMap(([path, text]) => (isRead(path) ? wordsOf(path, text) : []));

function wordsOf(path: string, text: string): readonly Word[] {
  const found = [...text.matchAll(/(^|[^\w-])([A-Za-z_][\w-]*)/gm)];
  const first = new Map(found.toReversed().map((each) => [each[0], each]));
  return [...first.values()].map(({ index, 0: whole, 1: sign = '' }) => ({ path, from: index + sign.length, to: index + whole.length }));
}

/** The reference with a name in the place of one word. */
export function respelled({ path, from, to }: Word, name: string): Files {
  const text = reference[path] ?? '';
  return { ...reference, [path]: `${text.slice(0, from)}${name}${text.slice(to)}` };
}

const workflow = (name: string): string => `
on:
  push: {}
  ${name}: {types: [${name}]}
  workflow_call: {inputs: {a: {type: string}}, outputs: {a: {value: "\${{ jobs.a.outputs.${name} }}"}}}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${name}/${name}@v1
      - {shell: ${name}, run: docker build .}
      - run: |
          ${name} build -t a --${name} b .
          docker build --${name}=a -t "\${{ inputs.${name} }}" .
          docker push "\${{ needs.b.outputs.${name} }}\${{ steps.a.outputs.${name} }}\${{ env.${name} }}"
  b:
    uses: ./.github/workflows/${name}.yml
    with: {${name}: a}
`;

const terraform = (name: string): string => `
terraform {
  backend "s3" {}
}
resource "${name}" "a" {}
resource "aws_eks_cluster" "${name}" {
  name    = "a"
  version = "${name}"
}
resource "aws_route53_record" "a" {
  name = "a"
  type = "${name}"
  alias {
    name = ${name}.a.dns_name
  }
}
data "terraform_remote_state" "a" {
  backend = "${name}"
  config  = { ${name} = "a" }
}
module "a" {
  source   = "${name}/${name}/aws"
  ${name} = 1
}
resource "helm_release" "a" {
  name  = "a"
  chart = "${name}"
  set {
    name  = "${name}.${name}"
    value = "1"
  }
}
`;

const manifest = (name: string): string => `
apiVersion: v1
kind: ${name}
metadata: {name: a}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: a, labels: {${name}: a}}
spec:
  selector: {matchLabels: {${name}: a}, matchExpressions: [{key: ${name}, operator: Exists}]}
  template:
    metadata: {labels: {${name}: a}}
    spec:
      ${name}: {}
      containers: [{name: a, image: "a:1", env: [{name: ${name}, value: a}], resources: {limits: {${name}: 1, memory: 1${name}}}}]
`;

/** The reference with files beside it that say the name wherever something is looked up by what a candidate writes. */
export const beside = (name: string): Files => ({
  ...reference,
  '.github/workflows/odd.yml': workflow(name),
  'odd/Dockerfile': `FROM scratch AS ${name}\nARG ${name}=1\nRUN --mount=type=cache,target=/a,${name}=1 ${name} build .\nRUN go build --${name} .\nCOPY --from=${name} --${name}=1 /a /b\n${name} a\n`,
  'odd/main.tf': terraform(name),
  'manifests/odd.yaml': manifest(name),
  'odd-chart/Chart.yaml': `apiVersion: v2\nname: odd\nversion: 0.1.0\n${name}: 1\n`,
  'odd-chart/values.yaml': `${name}: {${name}: 1}\n`,
  'odd-chart/templates/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {${name}: "{{ .Values.${name}.${name} }}"}\n`,
});
