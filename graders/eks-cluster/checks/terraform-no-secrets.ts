import { terraform } from '../../../src/collect/terraform/section.ts';
import { tree } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../../src/evidence/shell-word.ts';
import { type LiteralSecret, secretsIn } from '../terraform-secrets.ts';

export default check({
  id: 'terraform-no-secrets',
  title: 'Terraform code holds no secret',
  needs: { terraform, tree },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'junior',
  skills: ['terraform.secrets'],
  why: 'Whoever can read the repository, or any clone ever made of it, can use the secret, and deleting the line later takes it out of none of them.',
  docs: 'https://developer.hashicorp.com/terraform/language/manage-sensitive-data',
  judge: ({ terraform, tree }) => {
    const secrets = secretsIn(terraform, tree);
    const [first, ...others] = secrets;
    if (first === undefined) return pass(`none in ${terraform.files.length} ${terraform.files.length === 1 ? 'file' : 'files'}`);
    return fail({
      expected: 'no key, token or password written in code, variable files or user data',
      observed: list([...new Set(secrets.map(({ what, at }) => `${what} in ${code(at.path)}`))]),
      at: first.at,
      alsoAt: others.map(({ at }) => at),
      fix: secrets.map(fixFor).join('\n'),
      reproduce: secrets.map(probe).join(' && '),
    });
  },
});

function fixFor({ at, holder }: LiteralSecret): string {
  const place = `${at.line === undefined ? '' : `line ${at.line} of `}${code(at.path)}`;
  const replaced = 'have the secret replaced by whoever issued it, because the history keeps this one';
  const [name] = holder?.labels ?? [];
  if (holder?.attribute === 'default') return `Delete the default in ${place}, give the value as ${code(`TF_VAR_${name ?? ''}`)}, and ${replaced}.`;
  const variable = ['variable "<name>" {', '  type      = string', '  sensitive = true', '}'].join('\n');
  return `Delete the secret in ${place}, and ${replaced}. A provider takes credentials from the environment; what the code itself needs is a variable without default, given as ${code('TF_VAR_<name>')}:${block(variable, 'hcl')}`;
}

/** Prints where a literal still stands; what it says never enters the command. */
function probe({ at, holder }: LiteralSecret): string {
  const path = shellPath(at.path);
  if (at.line === undefined) return `test ! -e ${path}`;
  // In code a value without quotes is an expression, save in a heredoc, where scripts write no space.
  const literal = /\.(tf|tofu|tfvars|hcl|json)$/.test(at.path) ? `([[:space:]]*[=:]+[[:space:]]*"|=["']?)[^"'$[:space:]{]{3,}` : `[[:space:]]*[=:]+[[:space:]]*["']?[^"'$[:space:]{]{3,}`;
  if (holder === undefined) return `! grep -nEi ${shellWord(`(${names})["']?${literal}|(AKIA|ASIA)[A-Z0-9]{16}|(ghp|dckr_pat|glpat)[_-]|PRIVATE KEY`)} ${path}`;
  const assigned = `(^|[[:space:]])"?${holder.attribute}"?[[:space:]]*[=:][[:space:]]*("[^"$]|<<|jsonencode)`;
  if (holder.labels.length === 0) return `! grep -nE ${shellWord(assigned)} ${path}`;
  const opening = holder.labels.map((label) => `"${label}"`).join('[ :{]*');
  return `! sed -n ${shellWord(`/${opening}/,/^}/p`)} ${path} | grep -E ${shellWord(assigned)}`;
}

const names = 'password|passwd|passphrase|pwd|secret|token|api_?key|access_?key|secret_?key|private_?key|auth_?key';
