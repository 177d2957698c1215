import type { Root, TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { TreeFacts } from '../../src/collect/tree/section.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';

/** One for each folder that makes something: one applied with several variable files has one lock file, one backend, one code. */
export const foldersOf = ({ roots }: TerraformFacts): readonly Root[] =>
  roots.filter(({ path, blocks }, index) => blocks.length > 0 && roots.findIndex((each) => each.path === path) === index);

/** The path of a file in that folder. */
export const pathIn = (root: Root, name: string): string => (root.path === '.' ? name : `${root.path}/${name}`);

/** What to call `terraform` or `tofu` with, to work in that folder. */
export function commandIn(root: Root): string {
  const chdir = root.path === '.' ? '' : ` -chdir=${shellPath(root.path)}`;
  return `${isOpenTofu(root) ? 'tofu' : 'terraform'}${chdir}`;
}

/** Only OpenTofu reads `.tofu`. */
export const isOpenTofu = ({ blocks }: Root): boolean => blocks.some(({ path }) => /\.tofu(\.json)?$/.test(path));

/** The code of a folder as a shell's words, whatever of it a fix adds. */
export const codeOf = (root: Root): string => {
  const folder = shellPath(root.path);
  return isOpenTofu(root) ? `${folder}/*.t*f*` : `${folder}/*.tf*`;
};

/** `assets/eks`; the submission's own folder has no better name. */
export const folderName = ({ path }: Root): string => (path === '.' ? './' : path);

/** What Terragrunt calls Terraform with: backends, variables and lock files are not where Terraform's own code lies. */
export const terragruntFiles = ({ files }: TreeFacts): readonly string[] => files.map(({ path }) => path).filter((path) => /(?:^|\/)terragrunt\.hcl$/.test(path));

/** A lock file that Terragrunt copies to the code when it runs. */
export function terragruntLock(tree: TreeFacts): string | undefined {
  const beside = terragruntFiles(tree).map((path) => path.replace(/terragrunt\.hcl$/, '.terraform.lock.hcl'));
  return tree.files.find(({ path }) => beside.includes(path))?.path;
}
