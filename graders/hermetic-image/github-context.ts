import type { Trigger } from '../../src/collect/workflow/section.ts';
import { open, scalar, textOf, type Value, valueOf } from './expression-value.ts';
import { hole, type Text } from './text.ts';

/**
 * What `github.…` holds in a run that this trigger starts.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context
 */
export function githubContext(trigger: Trigger, path: readonly string[]): Value {
  const what = ['github', ...path].join('.');
  switch (path[0]) {
    case 'event_name':
      return scalar(trigger.event);
    case 'ref':
      return valueOf(refOf(trigger));
    case 'ref_name':
      return refName(textOf(valueOf(refOf(trigger))), what);
    case 'ref_type':
      return refType(refOf(trigger).text, what);
    case 'head_ref':
    case 'base_ref':
      return isPullRequest(trigger.event) ? open(what) : scalar('');
    case 'event':
      return path[1] === 'pull_request' && !isPullRequest(trigger.event) ? scalar(null) : open(what);
    default:
      return open(what);
  }
}

const isPullRequest = (event: string): boolean => event.startsWith('pull_request');

const holes = ['github.ref'];

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows */
function refOf({ event, branches, tags }: Trigger): Text {
  if (event === 'pull_request') return { text: `refs/pull/${hole}/merge`, holes };
  if (event === 'release') return { text: `refs/tags/${hole}`, holes };
  if (event === 'schedule' || event === 'workflow_run') return { text: `refs/heads/${hole}`, holes };
  const [branch, ...others] = branches;
  const onBranches = event === 'pull_request_target' || (event === 'push' && branch !== undefined && tags.length === 0);
  if (onBranches && branch !== undefined && others.length === 0 && isLiteral(branch)) return { text: `refs/heads/${branch}`, holes: [] };
  if (onBranches) return { text: `refs/heads/${hole}`, holes };
  return { text: event === 'push' && branch === undefined && tags.length > 0 ? `refs/tags/${hole}` : `refs/${hole}`, holes };
}

const isLiteral = (pattern: string): boolean => !/[*?+[\]!]/.test(pattern);

function refName(ref: Text, what: string): Value {
  const name = ref.text.replace(/^refs\/(heads|tags|pull)\//, '');
  if (name === ref.text) return open(what);
  return valueOf({ text: name, holes: ref.holes.map(() => what) });
}

function refType(ref: string, what: string): Value {
  if (ref.startsWith('refs/tags/')) return scalar('tag');
  return ref.startsWith('refs/heads/') || ref.startsWith('refs/pull/') ? scalar('branch') : open(what);
}
