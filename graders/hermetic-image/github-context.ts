import { open, scalar, type Value, valueOf } from './expression-value.ts';
import type { Occasion } from './occasions.ts';
import { hole } from './text.ts';

/**
 * What `github.…` holds in a run.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context
 */
export function githubContext(occasion: Occasion, path: readonly string[]): Value {
  const { event } = occasion.trigger;
  const what = ['github', ...path].join('.');
  switch (path[0]) {
    case 'event_name':
      return scalar(event);
    case 'ref':
      return refOf(occasion);
    case 'ref_name':
      return refName(occasion, what);
    case 'ref_type':
      return refType(occasion.ref.text, what);
    case 'repository':
      return { kind: 'open', text: { text: `${hole}/${hole}`, holes: ['github.repository_owner', 'github.event.repository.name'] } };
    case 'head_ref':
    case 'base_ref':
      return isPullRequest(event) ? open(what) : scalar('');
    case 'event':
      return (path[1] === 'pull_request' && !isPullRequest(event)) || (path[1] === 'inputs' && event !== 'workflow_dispatch') ? scalar(null) : open(what);
    case 'actions':
      return scalar('true');
    default:
      return open(what);
  }
}

const isPullRequest = (event: string): boolean => event.startsWith('pull_request');

const refOf = ({ ref, mayBe }: Occasion): Value => (ref.holes.length === 0 ? valueOf(ref) : { kind: 'open', text: ref, mayBe });

function refName(occasion: Occasion, what: string): Value {
  const { ref, mayBe } = occasion;
  const [kind = ''] = /^refs\/(heads|tags|pull)\//.exec(ref.text) ?? [];
  if (kind === '') return open(what);
  const text = { text: ref.text.slice(kind.length), holes: ref.holes.map(() => what) };
  return ref.holes.length === 0 ? valueOf(text) : { kind: 'open', text, mayBe: (name) => mayBe(kind + name) };
}

function refType(ref: string, what: string): Value {
  if (ref.startsWith('refs/tags/')) return scalar('tag');
  return ref.startsWith('refs/heads/') || ref.startsWith('refs/pull/') ? scalar('branch') : open(what);
}
