import { terraform, type TerraformFacts, type TerraformProblem } from '../../../src/collect/terraform/section.ts';
import { type TreeFacts, tree } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { placeOfProblem, readingAgain } from '../clusters-reading.ts';
import { placeName } from '../clusters-wording.ts';
import { terragruntFiles } from '../terraform-folders.ts';

export default check({
  id: 'terraform-parses',
  title: 'Terraform can read the root module: it parses, and all that it names is declared',
  needs: { terraform, tree },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'junior',
  skills: ['terraform.language'],
  why: 'One file that Terraform can’t read, or one name that nothing declares, stops every plan of the whole folder, the urgent one too.',
  docs: 'https://developer.hashicorp.com/terraform/language/syntax/configuration',
  judge: ({ terraform, tree }) => {
    const stopping = terraform.problems.filter((problem) => stopsReading(terraform, problem));
    const [first, ...others] = stopping.filter(({ stage }) => stage !== 'declare' || !isGenerated(tree));
    if (first === undefined) return stopping[0] === undefined ? pass(whatWasRead(terraform)) : unresolved(`${stopping[0].message} in the files, and Terragrunt may write what is missing`, placeOfProblem(stopping[0]));
    const more = others.length + terraform.problemsBeyond;
    return fail({
      expected: 'every .tf, .tofu and .tf.json file that a root module reaches can be read, and names only what is declared',
      observed: `${first.message}${more > 0 ? `, and ${more} more` : ''}`,
      at: placeOfProblem(first),
      alsoAt: others.map(placeOfProblem),
      fix: [first, ...others].map((problem) => `${placeName(placeOfProblem(problem))}: ${problem.fix}`).join('\n'),
      reproduce: [...new Set([first, ...others].map(readingAgain))].join(' && '),
    });
  },
});

/** Terragrunt generates code before it calls Terraform. */
const isGenerated = (tree: TreeFacts): boolean => terragruntFiles(tree).length > 0;

/**
 * Not examples that nothing calls, nor files that OpenTofu reads another instead of. What is refused because of types and values,
 * only Terraform itself knows for certain: it is no matter of this check.
 */
function stopsReading({ files }: TerraformFacts, { stage, path }: TerraformProblem): boolean {
  const file = files.find((each) => each.path === path);
  return stage !== 'evaluate' && (file === undefined || (file.reached && file.shadowedBy === undefined));
}

function whatWasRead({ files }: TerraformFacts): string {
  const read = files.filter(({ reached, shadowedBy }) => reached && shadowedBy === undefined).length;
  return `${read} ${read === 1 ? 'file' : 'files'}`;
}
