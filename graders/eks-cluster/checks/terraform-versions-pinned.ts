import { type Root, terraform } from '../../../src/collect/terraform/section.ts';
import { tree } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { folderName, foldersOf, terragruntLock } from '../terraform-folders.ts';
import { type Gap, gapsOf } from '../terraform-gaps.ts';
import { pinningsOf } from '../terraform-modules.ts';

export default check({
  id: 'terraform-versions-pinned',
  title: 'Terraform, providers and modules are pinned',
  needs: { terraform, tree },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'mid',
  skills: ['terraform.versions'],
  why: 'Without versions the same commit plans something else tomorrow, because a provider or module was released in between.',
  docs: 'https://developer.hashicorp.com/terraform/language/providers/requirements',
  discuss: {
    topic: 'infrastructure-as-code',
    passed: 'Versions are pinned here ({observed}). How do you learn of a provider’s security fix, and how does it get in?',
    failed: '{observed}. A colleague runs init next year: what will be different, and how would either of you notice?',
  },
  judge: ({ terraform, tree }) => {
    const folders = foldersOf(terraform).map((root) => ({ root, lockElsewhere: root.lock.kind === 'absent' ? terragruntLock(tree) : undefined }));
    const seen = folders.map(({ root, lockElsewhere }) => ({ root, gaps: gapsOf(root, { lockedElsewhere: lockElsewhere !== undefined }) }));
    const found = seen.flatMap(({ gaps }) => gaps);
    const [first, ...others] = found;
    if (first !== undefined) {
      return fail({
        expected: 'a Terraform version, a constraint on every provider, a bounded version or a ref on every module, and a lock file with every provider',
        observed: seen.flatMap(described).join('; '),
        at: first.at,
        alsoAt: others.map(({ at }) => at),
        fix: found.flatMap(({ fix }) => (fix === '' ? [] : [fix])).join('\n'),
        reproduce: [...new Set(found.map(({ reproduce }) => reproduce))].join(' && '),
      });
    }
    const open = folders.flatMap(({ root }) => pinningsOf(root)).find(({ state }) => state === 'unknown');
    if (open !== undefined) return unresolved(`a variable decides the source or version of ${code(open.address)}`, open.at);
    const copied = folders.find(({ lockElsewhere }) => lockElsewhere !== undefined);
    if (copied?.lockElsewhere !== undefined) return unresolved(`which lock file Terragrunt brings to ${code(folderName(copied.root))} is not read by docc`, { path: copied.lockElsewhere });
    return pass(list(folders.map(({ root }) => summary(root))));
  },
});

const described = ({ root, gaps }: { readonly root: Root; readonly gaps: readonly Gap[] }): readonly string[] =>
  gaps.length === 0 ? [] : [`${code(folderName(root))} ${list(gaps.map(({ lack }) => lack))}`];

const summary = (root: Root): string =>
  `${code(folderName(root))} locks ${list(root.lock.kind === 'present' ? root.lock.providers.map(({ source, version }) => `${source.split('/').at(-1) ?? ''} ${version ?? ''}`) : [])}`;
