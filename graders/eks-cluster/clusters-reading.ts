import type { TerraformProblem } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import { declaredAgain } from './terraform-undeclared.ts';

export const placeOfProblem = ({ path, line }: TerraformProblem): Location => ({ path, line });

/** A command that fails while a file can't be read. */
export function readingAgain(problem: TerraformProblem): string {
  const { stage, path } = problem;
  if (stage === 'declare') return declaredAgain(problem);
  const file = shellPath(path);
  if (stage === 'read') return `iconv -f UTF-8 -t UTF-8 ${file} > /dev/null`;
  if (path.endsWith('.json')) return `python3 -m json.tool ${file}`;
  return `${path.endsWith('.tofu') ? 'tofu' : 'terraform'} fmt -write=false ${file}`;
}
