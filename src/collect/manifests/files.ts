import type { Submission } from '../../submission/submission.ts';
import { mostText, readDocuments, type ReadDocument } from './documents.ts';
import { entriesAt, isObject, itemsAt, type Placed, textAt } from './placed.ts';
import { withExpressions } from './placeholders.ts';
import { groupOf } from './schemas.ts';
import type { manifestProblem } from './section.ts';
import { type Unknowns, withoutMarks } from './unknowns.ts';
import type { z } from 'zod';

export type ManifestProblem = z.infer<typeof manifestProblem>;

/** A file that holds Kubernetes objects, or would if it could be read. */
export type ManifestFile = {
  readonly path: string;
  /** Its objects, with `${TAG}` as it is written. */
  readonly documents: readonly ReadDocument[];
  /** What can't be read. */
  readonly problems: readonly ManifestProblem[];
  /** Documents that are no objects. */
  readonly strangers: readonly ManifestProblem[];
  /** Why it could not be read as what it makes. */
  readonly unrendered?: string;
};

const maxFileBytes = 1024 * 1024;

/** Not the candidate's own, or not for a cluster. */
const elsewhere = /(?:^|\/)(?:\.git|\.github|\.gitlab|\.circleci|\.devcontainer|\.terraform|node_modules|vendor|testdata)\//;

/** Every file outside charts that holds Kubernetes objects, read once; those of kustomizations among them. */
export function manifestFiles({ files }: Submission, chartFolders: readonly string[], unknowns: Unknowns): readonly ManifestFile[] {
  let room = mostText;
  return files.flatMap((file): readonly ManifestFile[] => {
    const { path } = file;
    if (!/\.(?:ya?ml|json)$/i.test(path) || elsewhere.test(path) || chartFolders.some((folder) => liesIn(path, folder))) return [];
    const { bytes } = file;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (!buffer.includes('apiVersion') || !buffer.includes('kind')) return [];
    const text = withoutMarks(new TextDecoder().decode(bytes));
    if (!looksLikeObject(text)) return [];
    room -= bytes.length;
    if (bytes.length > maxFileBytes || room < 0) return [{ path, ...nothing, unrendered: `has ${bytes.length} bytes, more than docc reads of manifests` }];
    return manifestFile(path, text, unknowns);
  });
}

const nothing = { documents: [], problems: [], strangers: [] };

export const liesIn = (path: string, folder: string): boolean => folder === '.' || folder === '' || path === folder || path.startsWith(`${folder}/`);

const looksLikeObject = (text: string): boolean => /^[ \t]*(?:- )?[{"']{0,2}apiVersion["']?[ \t]*:/m.test(text) && /["']?kind["']?[ \t]*:/.test(text);

function manifestFile(path: string, text: string, unknowns: Unknowns): readonly ManifestFile[] {
  const asWritten = readDocuments(text);
  // What is YAML as it is may hold templates of others: alerts, dashboards, Argo CD's own.
  const filled = asWritten.problems.length === 0 ? { kind: 'filled' as const, text } : withExpressions(text, path, unknowns);
  if (filled.kind === 'template') return [{ path, ...nothing, unrendered: 'is a template that nothing in the submission renders' }];
  const { documents, problems } = filled.text === text ? asWritten : readDocuments(filled.text);
  const roots = documents.flatMap(unlisted);
  const objects = roots.filter(({ root }) => isKubernetesObject(root));
  if (objects.length === 0 && (problems.length === 0 || roots.length > 0)) return [];
  if (objects.length > 0 && objects.every(({ root }) => isForTools(root))) return [];
  const strangers = roots.filter(({ root }) => !isKubernetesObject(root)).map(({ root, line }) => noObject(path, root, line));
  return [{ path, documents: objects.filter(({ root }) => !isForTools(root)), problems: problems.map((problem) => ({ path, ...problem })), strangers }];
}

/** `List`s taken apart, as kubectl does. */
function unlisted({ root, line }: ReadDocument): readonly ReadDocument[] {
  const isList = textAt(root, 'kind')?.endsWith('List') === true && isObject(root) && root.object.has('items');
  return isList ? itemsAt(root, 'items').flatMap((item) => unlisted({ root: item, line: item.line })) : [{ root, line }];
}

export const objectsIn = (documents: readonly ReadDocument[]): readonly ReadDocument[] => documents.flatMap(unlisted);

export const isKubernetesObject = (root: Placed): boolean => (textAt(root, 'apiVersion') ?? '') !== '' && (textAt(root, 'kind') ?? '') !== '';

/** Configuration of tools, written in the same form: no cluster ever sees it. */
const toolGroups =
  /^(?:kustomize\.config\.k8s\.io|kind\.x-k8s\.io|k3d\.io|eksctl\.io|skaffold|kubeadm\.k8s\.io|kubelet\.config\.k8s\.io|kubeproxy\.config\.k8s\.io|audit\.k8s\.io|apiserver\.config\.k8s\.io|client\.authentication\.k8s\.io|pod-security\.admission\.config\.k8s\.io|cli\.kyverno\.io|chainsaw\.kyverno\.io|kuttl\.dev|backstage\.io|ctlptl\.dev|testkube\.io|devspace|minikube\.sigs\.k8s\.io)$/;

export function isForTools(root: Placed): boolean {
  const [apiVersion = '', kind = ''] = [textAt(root, 'apiVersion'), textAt(root, 'kind')];
  return toolGroups.test(groupOf(apiVersion)) || (apiVersion === 'v1' && kind === 'Config') || (kind === 'EncryptionConfiguration' && apiVersion.endsWith('/v1'));
}

function noObject(path: string, root: Placed, line: number): ManifestProblem {
  if (!isObject(root)) return { path, line, message: `a document is ${'list' in root ? 'a list' : 'a single value'}, not an object`, fix: 'Begin it with apiVersion: and kind:, or remove it.' };
  const names = entriesAt(root).map(([name]) => name);
  const missing = ['apiVersion', 'kind'].filter((name) => (textAt(root, name) ?? '') === '');
  const has = names.length === 0 ? '' : ` (it has ${names.slice(0, 5).join(', ').slice(0, 80)})`;
  return { path, line, message: `an object without ${missing.join(' and ')}${has}`, fix: `Add ${missing.map((name) => `${name}:`).join(' and ')} at its top, or remove the document.` };
}
