import type { Root } from '../../src/collect/terraform/section.ts';
import type { Suspect, TreeFacts } from '../../src/collect/tree/section.ts';
import type { Failure, Location } from '../../src/grade/judgement.ts';
import { block, code, list } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import type { StateStore } from './terraform-backend.ts';
import { codeOf, commandIn, folderName } from './terraform-folders.ts';
import { settingsBlock } from './terraform-requirements.ts';

const kinds: ReadonlySet<Suspect['kind']> = new Set(['terraform-state', 'terraform-plan', 'terraform-folder']);

export type StateTrouble = Omit<Failure, 'expected'>;

export function troubleOf(root: Root, store: StateStore): readonly StateTrouble[] {
  if (store.kind === 'local') return [withoutBackend(root, store.at)];
  return store.kind === 'unlocked' ? [withoutLock(root, store)] : [];
}

function withoutBackend(root: Root, at: Location | undefined): StateTrouble {
  const settings = settingsBlock(root);
  const place = settings?.kind === 'terraform' ? `in the ${code('terraform')} block of ${code(settings.path)}` : `in a ${code('terraform')} block`;
  const name = root.path === '.' ? 'docc' : root.path;
  const backend = ['backend "s3" {', `  key          = "${name}/terraform.tfstate"`, '  region       = "<region>"', '  encrypt      = true', '  use_lockfile = true', '}'].join('\n');
  return {
    observed: `the state of ${code(folderName(root))} stays on the machine that applies it`,
    at: at ?? (settings && { path: settings.path, line: settings.line }),
    fix: `Write ${place}${at === undefined ? '' : ', in place of the local one'}:${block(backend, 'hcl')}\nand name the bucket at init: ${code(`${commandIn(root)} init -backend-config="bucket=<bucket>"`)}`,
    reproduce: `grep -qE '"?(backend|cloud)"?[ :]+("[a-z0-9]+" )?\\{' ${codeOf(root)} && ! grep -qE 'backend "local"' ${codeOf(root)}`,
  };
}

/** A blank line before it keeps the others aligned as they are. */
function withoutLock(root: Root, { type, at, endLine, switch: name }: StateStore & { readonly kind: 'unlocked' }): StateTrouble {
  const line = type === 's3' || type === 'consul' ? `${name} = true` : `${name} = "<${name.replaceAll('_', ' ')}>"`;
  const certain = type === 's3' && endLine !== undefined && at.line !== undefined && endLine > at.line;
  return {
    observed: `the ${code(type)} backend of ${code(folderName(root))} does not lock`,
    at,
    fix: `Write at the end of the ${code(type)} backend in ${code(at.path)}, after a blank line:${block(line, 'hcl')}`,
    ...(certain && { edits: [{ path: at.path, from: endLine, to: endLine - 1, text: `\n    ${line}` }] }),
    reproduce: `cat ${codeOf(root)} | grep -E '"?(${name}|dynamodb_table)"?[[:space:]]*[=:]' | grep -qvE 'false|""'`,
  };
}

/** What lies in it is one with it. */
const workingFolder = /(^|\/)(\.terraform|terraform\.d\/plugins)\/.*$/;

export function committed({ suspects }: TreeFacts): readonly StateTrouble[] {
  const found = suspects.filter(({ path, kind }) => kinds.has(kind) && (kind === 'terraform-folder' || !workingFolder.test(path)));
  const [first] = found;
  if (first === undefined) return [];
  const paths = found.map(({ path, kind }) => (kind === 'terraform-folder' ? path.replace(workingFolder, '$1$2') : path));
  const commands = [`git rm -r -f -- ${paths.map(shellPath).join(' ')}`, `printf '%s\\n' .terraform/ '*.tfstate' '*.tfstate.*' '*.tfplan' >> .gitignore`];
  return [
    {
      observed: `${list(paths.map(code))} ${paths.length === 1 ? 'is' : 'are'} committed`,
      at: { path: first.path },
      fix: `Take ${list(paths.map(code))} out of the repository, and have the secrets in there replaced, because the history keeps them:${block(commands.join('\n'), 'sh')}`,
      reproduce: paths.map((path) => `test ! -e ${shellPath(path)}`).join(' && '),
    },
  ];
}
