import { type Root, terraform } from '../../../src/collect/terraform/section.ts';
import { type TreeFacts, tree } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Location, pass, unresolved } from '../../../src/grade/judgement.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { foldersWithState, type StateStore, stateStoreOf } from '../terraform-backend.ts';
import { terragruntFiles } from '../terraform-folders.ts';
import { committed, troubleOf } from '../terraform-state.ts';

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
    const stores = foldersWithState(terraform).map((root) => ({ root, store: stateStoreOf(root), generator: generatorOf(root, tree) }));
    const troubles = [...stores.flatMap(({ root, store, generator }) => (generator === undefined ? troubleOf(root, store) : [])), ...committed(tree)];
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
    const open = stores.flatMap(({ store, generator }) => unknownOf(store, generator))[0];
    return open === undefined ? pass(list([...new Set(stores.map(({ store }) => shown(store)))])) : unresolved(open.reason, open.at);
  },
});

/** Terragrunt writes the backend before it calls Terraform, and its files mostly lie elsewhere. */
const generatorOf = (root: Root, tree: TreeFacts): string | undefined => (stateStoreOf(root).kind === 'local' ? terragruntFiles(tree)[0] : undefined);

function unknownOf(store: StateStore, generator: string | undefined): readonly { readonly reason: string; readonly at: Location }[] {
  if (generator !== undefined) return [{ reason: 'Terragrunt writes the backend, which docc does not read', at: { path: generator } }];
  return store.kind === 'unknown' ? [store] : [];
}

function shown(store: StateStore): string {
  if (store.kind !== 'locked') return store.kind;
  return store.partial ? `${code(store.type)}, completed at init` : `${code(store.type)} with a lock`;
}
