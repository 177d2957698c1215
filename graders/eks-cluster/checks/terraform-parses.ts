import { terraform, type TerraformFacts, type TerraformProblem } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { placeOfProblem, readingAgain } from '../clusters-reading.ts';
import { placeName } from '../clusters-wording.ts';

export default check({
  id: 'terraform-parses',
  title: 'Every Terraform file of the root module parses',
  needs: { terraform },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'junior',
  skills: ['terraform.language'],
  why: 'One file that Terraform can’t read stops every plan of the whole folder, the urgent one too.',
  docs: 'https://developer.hashicorp.com/terraform/language/syntax/configuration',
  judge: ({ terraform }) => {
    const [first, ...others] = terraform.problems.filter((problem) => stopsReading(terraform, problem));
    if (first === undefined) return pass(whatWasRead(terraform));
    const more = others.length + terraform.problemsBeyond;
    return fail({
      expected: 'every .tf, .tofu and .tf.json file that a root module reaches can be read',
      observed: `${first.message}${more > 0 ? `, and ${more} more` : ''}`,
      at: placeOfProblem(first),
      alsoAt: others.map(placeOfProblem),
      fix: [first, ...others].map((problem) => `${placeName(placeOfProblem(problem))}: ${problem.fix}`).join('\n'),
      reproduce: [...new Set([first, ...others].map(readingAgain))].join(' && '),
    });
  },
});

/**
 * Not examples that nothing calls, nor files that OpenTofu reads another instead of. What parses and is refused later depends on
 * types and values that only Terraform itself knows for certain: it is no matter of this check.
 */
function stopsReading({ files }: TerraformFacts, { stage, path }: TerraformProblem): boolean {
  const file = files.find((each) => each.path === path);
  return stage !== 'evaluate' && (file === undefined || (file.reached && file.shadowedBy === undefined));
}

function whatWasRead({ files }: TerraformFacts): string {
  const read = files.filter(({ reached, shadowedBy }) => reached && shadowedBy === undefined).length;
  return `${read} ${read === 1 ? 'file' : 'files'}`;
}
