import { type TerraformFile, terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';

export default check({
  id: 'terraform-formatted',
  title: 'Terraform code is formatted canonically',
  needs: { terraform },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'junior',
  skills: ['terraform.style'],
  why: 'One format for all keeps a change’s diff to what it changes.',
  docs: 'https://developer.hashicorp.com/terraform/cli/commands/fmt',
  judge: ({ terraform }) => {
    const [first, ...others] = terraform.files.filter(differs);
    if (first !== undefined) {
      const all = [first, ...others];
      return fail({
        expected: 'every file as `terraform fmt` leaves it',
        observed: `${list(all.map(({ path }) => code(path)))} would be changed`,
        at: { path: first.path, line: first.format.line },
        alsoAt: others.map(({ path, format }) => ({ path, line: format.line })),
        fix: fixFor(all),
        reproduce: formatter(all).replace(' fmt ', ' fmt -check -diff '),
      });
    }
    const judged = terraform.files.filter(({ format }) => format.kind === 'canonical');
    // A file that doesn't parse costs that check alone; here the others are judged.
    const unparsed = terraform.files.find(({ syntax, format }) => syntax === 'native' && format.kind === 'unjudged');
    if (judged.length === 0 && unparsed !== undefined) return unresolved(`${code(unparsed.path)} doesn't parse, so it has no format yet`, { path: unparsed.path });
    return pass(judged.length === 0 ? 'JSON has no canonical format' : `${judged.length} ${judged.length === 1 ? 'file' : 'files'}`);
  },
});

type Differing = TerraformFile & { readonly format: { readonly kind: 'differs' } };

const differs = (file: TerraformFile): file is Differing => file.format.kind === 'differs';

/** Only OpenTofu's reads `.tofu`. */
function formatter(files: readonly Differing[]): string {
  const paths = files.map(({ path }) => shellPath(path)).join(' ');
  return files.some(({ path }) => path.endsWith('.tofu')) ? `tofu fmt ${paths}` : `terraform fmt ${paths}`;
}

function fixFor(files: readonly Differing[]): string {
  const firsts = files.map(({ path, format }) =>
    format.expected === undefined ? `${code(path)} then ends before line ${format.line}.` : `Line ${format.line} of ${code(path)} is the first that changes:${block(format.expected, 'hcl')}`,
  );
  return `Run:${block(formatter(files), 'sh')}\n${firsts.slice(0, 10).join('\n')}`;
}
