import type { Suspect } from './section.ts';
import { isModelFile } from './stand-in.ts';
import { textOf } from './text.ts';

type File = { readonly path: string; readonly bytes: Uint8Array };

/** About such a file, or what stands in for it. */
const other = /\.(?:md|defaults?)$/i;
const plan = /\.tfplan(?:\.|$)|^tfplan(?:\.(?:json|bin|binary|out))?$/i;
const setting = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=\s*(?:"[^"]|'[^']|[^\s"'#])/;

/** Files that are suspect by what they are called: Terraform's state, plans, working folders and plugins, and `.env`. */
export function suspectsByName(files: readonly File[]): readonly Suspect[] {
  return [...terraformFolders(files), ...files.flatMap(suspectByName)];
}

/** What Terraform keeps, and what it runs without being asked where it finds it: a provider under `terraform.d/plugins` as soon as `validate` is run. */
const terraformFolder = /^(?:.*\/)?(?:\.terraform(?=\/)|terraform\.d\/plugins(?=\/(?:.*\/)?terraform-provider-[^/]*$))/;

/** One for each folder, however much lies in it. */
function terraformFolders(files: readonly File[]): readonly Suspect[] {
  const first = new Map<string, string>();
  for (const { path } of files) {
    const folder = terraformFolder.exec(path)?.[0];
    if (folder !== undefined && !first.has(folder)) first.set(folder, path);
  }
  return [...first.values()].map((path) => ({ path, kind: 'terraform-folder' }));
}

function suspectByName({ path, bytes }: File): readonly Suspect[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isModelFile(name) || other.test(name)) return [];
  if (/\.tfstate(?![a-z])/i.test(name)) return [{ path, kind: 'terraform-state' }];
  if (plan.test(name)) return [{ path, kind: 'terraform-plan' }];
  return /^\.env(?:\.|$)/.test(name) ? envFile(path, bytes) : [];
}

/** One without a value gives nothing away. */
function envFile(path: string, bytes: Uint8Array): readonly Suspect[] {
  const text = textOf(bytes);
  if (text === undefined) return [{ path, kind: 'env-file' }];
  const line = text.split('\n').findIndex((each) => setting.test(each)) + 1;
  return line === 0 ? [] : [{ path, line, kind: 'env-file' }];
}
