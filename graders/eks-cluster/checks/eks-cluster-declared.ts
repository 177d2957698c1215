import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import { addressOf, placeOf } from '../../../src/terraform/declared.ts';
import { asText, valueOf } from '../../../src/terraform/value.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { type Cluster, clustersOf, modulesThatMayHoldOne, nameOf } from '../clusters.ts';
import { reasonOf } from '../clusters-missing.ts';

export default check({
  id: 'eks-cluster-declared',
  title: 'An EKS cluster is declared',
  needs: { terraform },
  after: [],
  weight: 3,
  level: 'junior',
  skills: ['terraform.resources', 'aws.eks'],
  why: 'A cluster that nobody declared was clicked together: it can’t be reviewed, rebuilt after a loss, or made a second time for a test.',
  docs: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster',
  discuss: {
    topic: 'infrastructure-as-code',
    passed: 'You declared it by {observed}. What made you choose that over the other ways, and what does it cost you at the next upgrade?',
  },
  judge: ({ terraform }) => {
    const clusters = clustersOf(terraform);
    if (clusters.some(({ exists }) => exists === 'yes')) return pass(list(clusters.map((each) => describe(each, clusters))));
    const [open] = clusters;
    if (open !== undefined) return unresolved(`whether ${code(open.address)} is made at all is not known from the files`, open.at);
    const [module] = modulesThatMayHoldOne(terraform);
    if (module !== undefined) {
      const source = asText(valueOf(module, 'source'));
      return unresolved(`docc does not know what ${code(source.kind === 'known' ? source.is : addressOf(module))} makes`, placeOf(module));
    }
    return missing(terraform);
  },
});

const describe = (cluster: Cluster, clusters: readonly Cluster[]): string =>
  `${code(nameOf(cluster, clusters))}${cluster.maker.by === 'module' ? ` by ${code(cluster.maker.registry)}${cluster.maker.major === undefined ? '' : ` ${cluster.maker.major}`}` : ''}`;

function missing(facts: TerraformFacts): Judgement {
  const { observed, at, fix, reproduce } = reasonOf(facts);
  return fail({ expected: 'an `aws_eks_cluster`, or a module that makes one, that Terraform would create', observed, at, fix, reproduce });
}
