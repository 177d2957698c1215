import { posix } from 'node:path';
import type { Absence, Fault, Location } from '../../evidence/observation.ts';
import type { Submission } from '../../submission/submission.ts';
import type { KustomizeAnswer, KustomizeFile, KustomizePort } from '../../tools/kustomize.ts';
import { aligned, type Built, builtObjects } from './built.ts';
import { mostText } from './documents.ts';
import { liesIn, objectsIn, type ManifestFile, type ManifestProblem } from './files.ts';
import type { Chosen, Found } from './found.ts';
import { isKustomization, type Kustomization } from './kustomizations.ts';
import { type Placed, textAt } from './placed.ts';
import { withVariables } from './placeholders.ts';
import type { ManifestOrigin } from './section.ts';
import type { Unknowns } from './unknowns.ts';

/** Who applies a folder or file: a command or a controller. `patches`: it changes what the folder makes; `alone`: nothing below the folder, and all such commands can be read. */
export type Applier = { readonly path: string; readonly namespace?: string; readonly by: 'gitops' | 'command'; readonly at: Location; readonly words: string; readonly patches?: true; readonly alone?: true };

export type KustomizeOrigin = { readonly origin: Extract<ManifestOrigin, { readonly kind: 'kustomize' }>; readonly objects: readonly Found[] };

export type Kustomized = {
  readonly origins: readonly KustomizeOrigin[];
  readonly problems: readonly ManifestProblem[];
  readonly unrendered: readonly { readonly path: string; readonly because: string }[];
};

export type Kustomizing = {
  readonly submission: Submission;
  readonly all: readonly Kustomization[];
  readonly files: readonly ManifestFile[];
  readonly appliers: readonly Applier[];
  readonly unknowns: Unknowns;
};

/** Kustomize itself broke: no fault of any kustomization. */
export class KustomizeBroke extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Beyond it nobody can look at what each makes. */
const mostRoots = 20;

/** Builds each kustomization that is applied as it is: those that no other takes in, and those that somebody applies. Throws {@link KustomizeBroke}. */
export async function kustomized(given: Kustomizing, port: KustomizePort): Promise<Kustomized> {
  const { all } = given;
  const remote = all.flatMap(({ path, remote: texts }) => texts.map((text) => ({ path, because: `${text.slice(0, 200).toWellFormed()} is not in the submission, and nothing is fetched` })));
  const broken = all.filter(({ staged }) => staged === undefined).map(({ path }) => ({ path, because: "it can't be read" }));
  const roots = rootsOf(given);
  if (roots.length === 0) return { origins: [], problems: [], unrendered: [...remote, ...broken] };
  const opened = await port.open();
  if (opened.kind === 'fault') throw new KustomizeBroke(opened.fault);
  if (opened.kind === 'absent') return { origins: [], problems: [], unrendered: [...remote, ...broken, ...roots.map(({ path }) => ({ path, because: reasonOf(opened.absence) }))] };
  const beyond = roots.slice(mostRoots).map(({ path }) => ({ path, because: `there are more than ${mostRoots} folders to build` }));
  const built = roots.slice(0, mostRoots);
  const answers = await opened.kustomize.build(stagedFiles(given, built), built.map(({ folder }) => folder));
  const read = withinRoom(answers);
  const each = built.map((root, index) => outcome(root, read[index], given, roots.length > 1));
  return {
    origins: each.flatMap(({ origins }) => origins),
    problems: each.flatMap(({ problems }) => problems),
    unrendered: [...remote, ...broken, ...beyond, ...each.flatMap(({ unrendered }) => unrendered)],
  };
}

function withinRoom(answers: readonly KustomizeAnswer[]): readonly KustomizeAnswer[] {
  let room = mostText;
  return answers.map((answer) => {
    room -= answer.kind === 'built' ? answer.text.length : 0;
    return room < 0 ? { kind: 'overwhelmed', how: 'makes more than docc reads' } : answer;
  });
}

const reasonOf = ({ reason, remedy }: Absence): string => `${reason}, which builds kustomizations. ${remedy}`;

function rootsOf({ all, appliers }: Kustomizing): readonly Kustomization[] {
  const taken = new Set(all.flatMap(({ takes }) => takes));
  const applied = new Set(appliers.map(({ path }) => path));
  const buildable = all.filter(({ isComponent, staged }) => staged !== undefined && !isComponent);
  const roots = buildable.filter(({ folder }) => !taken.has(folder) || applied.has(folder));
  // Those that take each other in are reached from no root: Kustomize tells of the circle when it is given one of them.
  const reached = new Set(reachedFrom(roots, all));
  for (const each of buildable) {
    if (reached.has(each)) continue;
    roots.push(each);
    for (const other of reachedFrom([each], all)) reached.add(other);
  }
  return roots;
}

/** The kustomization and all that it takes in, each once. */
function reachedFrom(roots: readonly Kustomization[], all: readonly Kustomization[]): readonly Kustomization[] {
  const byFolder = new Map(all.map((each) => [each.folder, each]));
  const reached = new Set<Kustomization>(roots);
  for (const each of reached) for (const folder of each.takes) reached.add(byFolder.get(folder) ?? each);
  return [...reached];
}

const maxFileBytes = 1024 * 1024;

function stagedFiles({ submission, all }: Kustomizing, roots: readonly Kustomization[]): readonly KustomizeFile[] {
  const reached = reachedFrom(roots, all);
  const staged = reached.flatMap(({ path, staged: bytes }) => (bytes === undefined ? [] : [{ path, bytes }]));
  const inputs = new Set(reached.flatMap((each) => each.inputs));
  const beside = (path: string): boolean => reached.some(({ folder }) => liesIn(path, folder));
  const others = submission.files.filter((file) => !isKustomization(file.path) && (inputs.has(file.path) || beside(file.path)) && file.bytes.length <= maxFileBytes);
  return [...staged, ...others.map(({ path, bytes }) => ({ path, bytes }))];
}

function outcome(root: Kustomization, answer: KustomizeAnswer | undefined, given: Kustomizing, isOneOfSeveral: boolean): Kustomized {
  const patcher = given.appliers.find(({ path, patches }) => path === root.folder && patches === true);
  if (patcher !== undefined) return { origins: [], problems: [], unrendered: [{ path: root.path, because: `${patcher.words} patches what it makes` }] };
  if (answer?.kind === 'built') return { origins: [originOf(root, answer.text, given, isOneOfSeveral)], problems: [], unrendered: [] };
  if (answer?.kind === 'refused') return { origins: [], problems: [refusedBuild(root, answer.message, given.all)], unrendered: [{ path: root.path, because: 'Kustomize refuses it' }] };
  if (answer?.kind === 'fault') throw new KustomizeBroke(answer.fault);
  const because = answer === undefined ? 'it was not built' : `building it ${answer.how}`;
  return { origins: [], problems: [], unrendered: [{ path: root.path, because }] };
}

/** Kustomize tells the way it came, and last what was wrong. */
function refusedBuild(root: Kustomization, message: string, all: readonly Kustomization[]): ManifestProblem {
  const { path, folder } = root;
  if (message.includes('cycle detected')) {
    const circle = reachedFrom([root], all).slice(0, 5).map((each) => each.folder).join(', ').slice(0, 200);
    return { path, message: `Kustomize refuses it: cycle detected, in ${circle}`, fix: `Let one of them no longer take in another, until kubectl kustomize ${folder} ends without an error.` };
  }
  const said = message.replace(/^error: /i, '').split(': must build at directory')[0] ?? '';
  const words = said.length > 240 ? `…${said.slice(-240)}` : said;
  return { path, message: `Kustomize refuses it: ${words.toWellFormed()}`, fix: `Correct that, until kubectl kustomize ${folder} ends without an error.` };
}

function originOf(root: Kustomization, text: string, given: Kustomizing, isOneOfSeveral: boolean): KustomizeOrigin {
  const applier = given.appliers.find(({ path }) => path === root.folder);
  const because = applier === undefined ? 'no other kustomization takes it in, and nothing says who applies it' : `${applier.words}, in ${applier.at.path}`;
  const environment = posix.basename(root.folder);
  const chain = reachedFrom([root], given.all);
  return {
    origin: { kind: 'kustomize', path: root.folder, ...(isOneOfSeveral && { environment }), because },
    objects: builtObjects(text).map((built) => foundFrom(built, root, { ...given, chain, otherwise: applier === undefined ? undefined : chosenBy(applier) })),
  };
}

export const chosenBy = ({ namespace, by, at }: Applier): Chosen | undefined => (namespace === undefined ? undefined : { kind: 'namespace', name: namespace, by, at });

type Building = Kustomizing & { readonly chain: readonly Kustomization[]; readonly otherwise: Chosen | undefined };

function foundFrom({ root, source, configuredIn }: Built, { folder, path: kustomization }: Kustomization, { files, unknowns, chain, otherwise }: Building): Found {
  const place = (path: string): string => posix.normalize(posix.join(folder, path));
  const path = source !== undefined ? place(source) : configuredIn !== undefined ? place(configuredIn) : kustomization;
  const file = files.find((each) => each.path === path);
  const from = file === undefined ? undefined : sourceOf(root, file);
  const namespace = textAt(root, 'metadata', 'namespace');
  const setter = chain.find((each) => each.namespace !== undefined && each.namespace.name === namespace);
  return {
    root: withVariables(aligned(root, from), path, unknowns),
    path,
    ...(from !== undefined && from.line > 0 && { line: from.line }),
    otherwise,
    by: setter?.namespace === undefined ? undefined : { kind: 'kustomize', name: setter.namespace.name, at: { path: setter.path, line: setter.namespace.line } },
  };
}

/** The document of its kind whose name is the end, or the beginning, of what Kustomize made of it. */
function sourceOf(root: Placed, { documents }: ManifestFile): Placed | undefined {
  const name = textAt(root, 'metadata', 'name') ?? '';
  const same = objectsIn(documents).filter(({ root: each }) => textAt(each, 'kind') === textAt(root, 'kind') && name.includes(textAt(each, 'metadata', 'name') ?? ''));
  const exact = same.find(({ root: each }) => textAt(each, 'metadata', 'name') === name);
  return (exact ?? (same.length === 1 ? same[0] : undefined))?.root;
}
