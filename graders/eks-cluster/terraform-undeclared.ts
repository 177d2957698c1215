import type { TerraformProblem } from '../../src/collect/terraform/section.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';

/** A command that fails while Terraform would refuse what is, or isn't, declared there. */
export function declaredAgain({ path, message }: TerraformProblem): string {
  const folder = path.includes('/') ? path.replace(/\/[^/]*$/, '') : '.';
  for (const [pattern, probe] of probes) {
    const found = pattern.exec(message);
    if (found !== null) return probe({ path, folder, one: found[1] ?? '', two: found[2] ?? '' });
  }
  return `terraform -chdir=${shellPath(folder)} init -backend=false -input=false && terraform -chdir=${shellPath(folder)} validate`;
}

type Found = { readonly path: string; readonly folder: string; readonly one: string; readonly two: string };

/** By what the messages of hcl.wasm say. */
const probes: readonly (readonly [RegExp, (found: Found) => string])[] = [
  [/^(\S+) is not declared$/, ({ path, folder, one }) => `{ ! grep -nF ${shellWord(one)} ${shellPath(path)} || ${codeIn(folder)} | grep -qE ${shellWord(declarationOf(one))}; }`],
  [/^(\S+) is declared twice/, ({ folder, one }) => `test "$(${codeIn(folder)} | grep -cE ${shellWord(declarationOf(one))})" -lt 2`],
  [/^module\.(\S+) has no output (\S+)$/, ({ path, one, two }) => `! grep -nF ${shellWord(`module.${one}.${two}`)} ${shellPath(path)}`],
  [/^There is no module in (.+)$/, ({ one }) => `ls ${shellPath(one)}/*.t*f*`],
  [/^module\.(\S+) gives no (\S+)$/, ({ path, one, two }) => `grep -A60 -E ${shellWord(`module "${escaped(one)}"`)} ${shellPath(path)} | grep -qE ${shellWord(`^[[:space:]]*"?${escaped(two)}"?[[:space:]]*[=:]`)}`],
  [/^(.+) has no variable (\S+) that/, ({ path, one, two }) => `{ ! grep -nE ${shellWord(`^[[:space:]]*"?${escaped(two)}"?[[:space:]]*[=:]`)} ${shellPath(path)} || ${codeIn(one)} | grep -qE ${shellWord(declarationOf(`var.${two}`))}; }`],
];

const codeIn = (folder: string): string => `cat ${shellPath(folder)}/*.t*f*`;

const escaped = (name: string): string => name.replaceAll(/[^\w-]/g, '.');

/** How a name is declared, in HCL or in JSON. */
function declarationOf(address: string): string {
  const [first = '', ...names] = address.split('.').map(escaped);
  if (first === 'local') return `^[[:space:]]*"?${names[0] ?? ''}"?[[:space:]]*[=:]`;
  const labels = first === 'var' ? ['variable', ...names] : ['module', 'data', 'ephemeral', 'output', 'provider', 'check'].includes(first) ? [first, ...names] : ['resource', first, ...names];
  return labels.map((label) => `"?${label}"?`).join('[[:space:]:{]*');
}
