import { posix } from 'node:path';
import type { Submission } from '../../submission/submission.ts';
import { liesIn, type ManifestFile, type ManifestProblem } from './files.ts';
import type { Found } from './found.ts';
import type { Kustomization } from './kustomizations.ts';
import { type Applier, chosenBy } from './kustomize.ts';
import { withVariables } from './placeholders.ts';
import { identityOf } from './terraform.ts';
import type { Unknowns } from './unknowns.ts';

export type PlainInput = {
  readonly submission: Submission;
  readonly files: readonly ManifestFile[];
  readonly kustomizations: readonly Kustomization[];
  readonly appliers: readonly Applier[];
  /** What Terraform applies. */
  readonly applied: readonly Found[];
  readonly unknowns: Unknowns;
};

export type PlainObjects = {
  readonly objects: readonly Found[];
  readonly problems: readonly ManifestProblem[];
  readonly unrendered: readonly { readonly path: string; readonly because: string }[];
};

/** Files whose objects are deployed as they stand: neither a kustomization's, nor read by Terraform code. */
export function plainObjects(input: PlainInput): PlainObjects {
  const { kustomizations, files } = input;
  const inputs = new Set(kustomizations.flatMap((each) => each.inputs));
  const own = files.filter(({ path }) => !inputs.has(path));
  const [aside, kept] = [own.filter((file) => isAside(file, input)), own.filter((file) => !isAside(file, input))];
  const [left, applied] = [kept.filter((file) => isLeft(file, input)), kept.filter((file) => !isLeft(file, input))];
  const deployed = withoutExamples(applied, input);
  return {
    objects: deployed.flatMap((file) => objectsOf(file, input)),
    problems: deployed.flatMap(({ problems, strangers }) => [...problems, ...strangers]),
    unrendered: [
      ...deployed.flatMap(({ path, unrendered }) => (unrendered === undefined ? [] : [{ path, because: unrendered }])),
      ...left.map(({ path }) => ({ path, because: 'the commands that apply what lies around it don’t apply it' })),
      ...aside.map(({ path }) => ({ path, because: 'the kustomization beside it does not list it, so nothing applies it' })),
    ],
  };
}

/** Of a folder kubectl applies what lies in it, not what lies below; where files are named, it applies those. Nothing is left where a command can't be read. */
function isLeft({ path }: ManifestFile, { appliers }: PlainInput): boolean {
  const folder = posix.dirname(path);
  const isApplied = appliers.some((each) => (each.alone === true ? each.path === path || each.path === folder : liesIn(path, each.path)));
  return !isApplied && appliers.some((each) => each.alone === true && (liesIn(path, each.path) || posix.dirname(each.path) === folder));
}

/** In a kustomization's folder, and neither listed there nor applied by name. */
function isAside({ path }: ManifestFile, { kustomizations, appliers }: PlainInput): boolean {
  const folder = posix.dirname(path);
  return kustomizations.some((each) => each.folder === folder) && !appliers.some((each) => each.path === path);
}

/** What shows how a thing is used counts only where there is nothing else, or where somebody applies it. */
function withoutExamples(files: readonly ManifestFile[], { appliers }: PlainInput): readonly ManifestFile[] {
  const real = files.filter(({ path }) => !/(?:^|\/)(?:examples?|docs?|samples?-manifests|fixtures|tests?)\//i.test(path) || appliers.some((each) => liesIn(path, each.path)));
  return real.length > 0 ? real : files;
}

function objectsOf(file: ManifestFile, input: PlainInput): readonly Found[] {
  const { path, documents } = file;
  const applier = input.appliers.filter((each) => liesIn(path, each.path)).toSorted((one, other) => other.path.length - one.path.length)[0];
  const found = documents.map(({ root, line }): Found => ({ root: withVariables(root, path, input.unknowns), path, line, otherwise: applier === undefined ? undefined : chosenBy(applier) }));
  const byTerraform = new Set(input.applied.filter((each) => readsFile(each.path, path, input.submission)).map(identityOf));
  return found.filter((each) => !byTerraform.has(identityOf(each)));
}

/** Whether Terraform code names a file, as `file("${path.module}/manifests/app.yaml")` does. */
const readsFile = (code: string, path: string, { files }: Submission): boolean => {
  const bytes = files.find((each) => each.path === code)?.bytes;
  return bytes !== undefined && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(posix.basename(path));
};
