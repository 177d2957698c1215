import type { Trigger, WorkflowFacts, WorkflowFile } from '../../src/collect/workflow/section.ts';
import { own } from '../../src/evidence/own.ts';
import { once } from '../../src/grade/once.ts';
import { admitted, isLiteral, passes } from './filter-patterns.ts';
import { activities, events } from './knowledge/workflow-events.ts';
import { hole, known, type Text } from './text.ts';

/** A run that a trigger starts. */
export type Occasion = {
  readonly trigger: Trigger;
  /** `github.ref`. */
  readonly ref: Text;
  /** Whether the open part of the ref may be this. */
  readonly mayBe: (ref: string) => boolean;
  /** What decides whether there is such a run, where files can't tell. */
  readonly doubt: string | undefined;
};

/** What can start a workflow, refs that its conditions ask for each by itself; none where the filters let nothing through. */
export function occasionsOf(trigger: Trigger, file: WorkflowFile, facts: WorkflowFacts, paths: readonly string[]): readonly Occasion[] {
  const { event, types } = trigger;
  const known = own(activities, event);
  if (known !== undefined && types.length > 0 && !types.some((type) => known.has(type))) return [];
  if (event === 'workflow_run' && !(trigger.workflows ?? []).some((name) => facts.files.some((other) => other.name === name || other.path === name))) return [];
  if (event === 'schedule' && trigger.crons?.every(isNever) === true) return [];
  if (event === 'push') return pushes(trigger, file, paths);
  const doubt = events.has(event) ? undefined : `whether GitHub knows the event ${event}`;
  const started = event.startsWith('pull_request') || event === 'merge_group' || event === 'workflow_run';
  if (started && (admitted(trigger.branches, trigger.branchesIgnore ?? []).length === 0 || !touches(trigger, paths))) return [];
  if (event === 'pull_request_target') return refsOf('refs/heads/', trigger.branches, trigger.branchesIgnore ?? [], trigger, file);
  if (event === 'pull_request') return [{ trigger, doubt, ref: open('refs/pull/', '/merge'), mayBe: () => true }];
  if (event === 'release') return [{ trigger, doubt, ref: open('refs/tags/'), mayBe: () => true }];
  return [{ trigger, doubt, ref: open(event === 'workflow_dispatch' || event === 'create' || event === 'delete' ? 'refs/' : 'refs/heads/'), mayBe: () => true }];
}

const open = (before: string, after = ''): Text => ({ text: before + hole + after, holes: ['github.ref'] });

function pushes(trigger: Trigger, file: WorkflowFile, paths: readonly string[]): readonly Occasion[] {
  const ignored = { branches: trigger.branchesIgnore ?? [], tags: trigger.tagsIgnore ?? [] };
  const onBranches = trigger.branches.length + ignored.branches.length > 0;
  const onTags = trigger.tags.length + ignored.tags.length > 0;
  const touched = touches(trigger, paths);
  const branches = touched && (onBranches || !onTags) ? refsOf('refs/heads/', trigger.branches, ignored.branches, trigger, file) : [];
  // Paths are not asked for where a tag is pushed.
  const tags = onTags || !onBranches ? refsOf('refs/tags/', trigger.tags, ignored.tags, trigger, file) : [];
  return [...branches, ...tags.map((occasion) => (touched || onTags ? occasion : { ...occasion, doubt: 'whether a tag is ever pushed' }))];
}

/** Occasions that differ in their ref: names that stand in the filter or in the file by themselves, then all others. */
function refsOf(kind: string, patterns: readonly string[], ignored: readonly string[], trigger: Trigger, file: WorkflowFile): readonly Occasion[] {
  const named = [...new Set([...patterns.filter(isLiteral), ...mentioned(file, kind)])].filter((name) => passes(patterns, ignored, name)).slice(0, mostNamed);
  const each = named.map((name): Occasion => ({ trigger, doubt: undefined, ref: known(kind + name), mayBe: () => true }));
  // Expressions compare without regard to case.
  const [wanted, unwanted, taken] = [lower(patterns), lower(ignored), lower(named)];
  const isOther = (name: string): boolean => !taken.includes(name.toLowerCase()) && passes(wanted, unwanted, name.toLowerCase());
  const others = admitted(patterns, ignored).filter((name) => !named.includes(name));
  if (others.length === 0) return each;
  return [...each, { trigger, doubt: undefined, ref: open(kind), mayBe: (ref) => ref.startsWith(kind) && isOther(ref.slice(kind.length)) }];
}

const mostNamed = 12;

const lower = (texts: readonly string[]): readonly string[] => texts.map((text) => text.toLowerCase());

/** Names of refs that a workflow's conditions and scripts hold. */
function mentioned(file: WorkflowFile, kind: string): readonly string[] {
  const full = new RegExp(`${kind}([\\w./-]+)`, 'g');
  const short = /(?:ref_name|REF_NAME)\}?"?\s*(?:==?|!=)\s*["']?([\w./-]+)/g;
  return textsNamingRefs(file).flatMap((text) => [full, short].flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, name]) => name ?? [])));
}

/** Most texts name none: they are looked through once, not with each pattern. */
const textsNamingRefs = once(({ jobs }: WorkflowFile): readonly string[] => {
  const texts = jobs.flatMap((job) => [job.if ?? '', ...job.steps.flatMap((step) => [step.if ?? '', step.run ?? '', ...Object.values(step.with)])]);
  return texts.filter((text) => /refs\/|ref_name/i.test(text));
});

/** Comparisons that are made at most; beyond them, a filter counts as passed. */
const mostCompared = 200_000;

/** Whether a change of some file of the submission passes the filter. */
function touches({ paths: wanted = [], pathsIgnore = [] }: Trigger, paths: readonly string[]): boolean {
  if (wanted.length + pathsIgnore.length === 0 || paths.length * (wanted.length + pathsIgnore.length) > mostCompared) return true;
  return paths.some((path) => passes(wanted, pathsIgnore, path));
}

/** A day that no month of those named has, as in `0 0 31 2 *`. */
function isNever(cron: string): boolean {
  const [, , days = '', months = '', weekdays] = cron.trim().split(/\s+/);
  if (weekdays !== '*' || !/^\d+(,\d+)*$/.test(days) || !/^\d+(,\d+)*$/.test(months)) return false;
  const longest = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const first = Math.min(...days.split(',').map(Number));
  return months.split(',').every((month) => first > (longest[Number(month)] ?? 0));
}
