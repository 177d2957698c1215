import { type Root, terraform } from '../../../src/collect/terraform/section.ts';
import { type Suspect, type TreeFacts, tree } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Failure, type Location, pass, unresolved } from '../../../src/grade/judgement.ts';
import { block, code, list } from '../../hermetic-image/markdown.ts';
import { shellPath } from '../../hermetic-image/shell-word.ts';
import { foldersWithState, type StateStore, stateStoreOf } from '../terraform-backend.ts';
import { codeOf, commandIn, folderName, pathIn } from '../terraform-folders.ts';
import { settingsBlock } from '../terraform-requirements.ts';

export default check({
  id: 'terraform-state-safe',
  title: 'State is kept remotely and locked',
  needs: { terraform, tree },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'mid',
  skills: ['terraform.state'],
  why: 'State on a laptop is lost with it, two applies at once without a lock destroy each other’s work, and state in a repository hands its secrets to every reader.',
  docs: 'https://developer.hashicorp.com/terraform/language/backend/s3#state-locking',
  discuss: {
    topic: 'infrastructure-as-code',
    passed: 'State: {observed}. An apply was killed half-way and the lock is still held: what do you do, in which order?',
    failed: '{observed}. Two people apply at the same moment: walk through what happens to the cluster.',
  },
  judge: ({ terraform, tree }) => {
    const stores = foldersWithState(terraform).map((root) => ({ root, store: stateStoreOf(root), generated: isGenerated(root, tree) }));
    const troubles = [...stores.flatMap(({ root, store, generated }) => (generated ? [] : troubleOf(root, store))), ...committed(tree)];
    const [first, ...others] = troubles;
    if (first !== undefined) {
      return fail({
        expected: 'a remote backend that locks, and no state, plan or .terraform in the repository',
        observed: list(troubles.map(({ observed }) => observed)),
        at: first.at,
        alsoAt: others.flatMap(({ at }) => at ?? []),
        fix: troubles.map(({ fix }) => fix).join('\n'),
        ...(troubles.every(({ edits }) => edits !== undefined) && { edits: troubles.flatMap(({ edits }) => edits ?? []) }),
        reproduce: troubles.map(({ reproduce }) => reproduce).join(' && '),
      });
    }
    const open = stores.flatMap(({ root, store, generated }) => unknownOf(root, store, generated))[0];
    return open === undefined ? pass(list([...new Set(stores.map(({ store }) => shown(store)))])) : unresolved(open.reason, open.at);
  },
});

const kinds: ReadonlySet<Suspect['kind']> = new Set(['terraform-state', 'terraform-plan', 'terraform-folder']);

type Trouble = Omit<Failure, 'expected'>;

/** Terragrunt writes the backend before it calls Terraform. */
function isGenerated(root: Root, { files }: TreeFacts): boolean {
  return stateStoreOf(root).kind === 'local' && files.some(({ path }) => path === pathIn(root, 'terragrunt.hcl'));
}

function unknownOf(root: Root, store: StateStore, generated: boolean): readonly { readonly reason: string; readonly at: Location }[] {
  if (generated) return [{ reason: 'Terragrunt writes the backend, which docc does not read', at: { path: pathIn(root, 'terragrunt.hcl') } }];
  return store.kind === 'unknown' ? [store] : [];
}

function troubleOf(root: Root, store: StateStore): readonly Trouble[] {
  if (store.kind === 'local') return [withoutBackend(root, store.at)];
  return store.kind === 'unlocked' ? [withoutLock(root, store)] : [];
}

function withoutBackend(root: Root, at: Location | undefined): Trouble {
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
function withoutLock(root: Root, { type, at, endLine, switch: name }: StateStore & { readonly kind: 'unlocked' }): Trouble {
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
const workingFolder = /(^|\/)\.terraform\/.*$/;

function committed({ suspects }: TreeFacts): readonly Trouble[] {
  const found = suspects.filter(({ path, kind }) => kinds.has(kind) && (kind === 'terraform-folder' || !workingFolder.test(path)));
  const [first] = found;
  if (first === undefined) return [];
  const paths = found.map(({ path, kind }) => (kind === 'terraform-folder' ? path.replace(workingFolder, '$1.terraform') : path));
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

function shown(store: StateStore): string {
  if (store.kind !== 'locked') return store.kind;
  return store.partial ? `${code(store.type)}, completed at init` : `${code(store.type)} with a lock`;
}
