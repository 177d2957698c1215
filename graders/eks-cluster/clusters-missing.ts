import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { addressOf, declared, placeOf } from '../../src/terraform/declared.ts';
import { block, code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import { placeOfProblem, readingAgain } from './clusters-reading.ts';
import { clustersSwitchedOff } from './clusters-switched-off.ts';
import { placeName } from './clusters-wording.ts';

/** Why there is none, and what to write. */
export type Reason = { readonly observed: string; readonly at?: Location | undefined; readonly fix: string; readonly reproduce: string };

export const reasonOf = (facts: TerraformFacts): Reason => switchedOff(facts) ?? unreadable(facts) ?? lookedUp(facts) ?? nowhere(facts);

function switchedOff(facts: TerraformFacts): Reason | undefined {
  const [off] = clustersSwitchedOff(facts);
  if (off === undefined) return undefined;
  const { address, at, because, fix, pattern } = off;
  return { observed: `${code(address)} ${because}`, at, fix: `${code(address)}, ${placeName(at)}: ${fix}`, reproduce: `! grep -nE '${pattern}' ${shellPath(at.path)}` };
}

/** It may stand in what can't be read. */
function unreadable(facts: TerraformFacts): Reason | undefined {
  const problem = facts.problems.find(({ stage }) => stage === 'read' || stage === 'parse');
  if (problem === undefined) return undefined;
  const at = placeOfProblem(problem);
  const observed = `no EKS cluster in the files that can be read; ${placeName(at)}, can’t be: ${problem.message}`;
  return { observed, at, fix: `${placeName(at)}: ${problem.fix}\nIf no cluster stands there: ${writing(facts).fix}`, reproduce: readingAgain(problem) };
}

function lookedUp(facts: TerraformFacts): Reason | undefined {
  const [data] = declared(facts, { kind: 'data', type: 'aws_eks_cluster' });
  return data && { observed: `${code(addressOf(data))} looks up a cluster that nothing here makes`, at: placeOf(data), ...writing(facts) };
}

function nowhere(facts: TerraformFacts): Reason {
  const [uncalled] = facts.unused;
  const besides = uncalled === undefined ? '' : `; no root module calls ${code(uncalled.path)}`;
  return { observed: `${facts.files.length === 0 ? 'no Terraform code' : 'no EKS cluster'}${besides}`, ...writing(facts) };
}

/** Where the given network stands, else in the first root. */
function writing({ roots }: TerraformFacts): Pick<Reason, 'fix' | 'reproduce'> {
  const folder = (roots.find(({ path }) => /eks|cluster/.test(path)) ?? roots[0])?.path ?? 'assets/eks';
  return {
    fix: `Write it in ${code(folder === '.' ? 'cluster.tf' : `${folder}/cluster.tf`)}:${block(starter, 'hcl')}`,
    reproduce: `grep -rqE '^resource "aws_eks_cluster"|source *= *"[^"]*eks' --include='*.tf' --include='*.tofu' ${shellPath(folder)}`,
  };
}

const starter = `resource "aws_eks_cluster" "this" {
  name     = var.cluster_name
  role_arn = aws_iam_role.cluster.arn

  vpc_config {
    subnet_ids = <the ids of private subnets in two zones>
  }

  depends_on = [aws_iam_role_policy_attachment.cluster]
}

resource "aws_iam_role" "cluster" {
  name = "\${var.cluster_name}-cluster"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "eks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "cluster" {
  role       = aws_iam_role.cluster.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}`;
