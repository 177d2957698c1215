import type { Action, Step, WorkflowFacts } from '../../src/collect/workflow/section.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { digestOf } from './external-images.ts';
import { firstPartyOwners } from './knowledge/first-party.ts';
import { block, code } from '../../src/grade/markdown.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';

/** An action that can change without a change of this repository. */
export type Loose = { readonly at: Location; readonly text: string; readonly fix: string };

export function looseActions({ files, actions }: WorkflowFacts): readonly Loose[] {
  const ofJobs = files.flatMap(({ path, jobs }) => jobs.flatMap(({ uses, line, steps }) => [...looseIn(path, line, uses), ...ofSteps(path, steps)]));
  return [...ofJobs, ...actions.flatMap(({ path, steps }) => ofSteps(path, steps))];
}

const ofSteps = (path: string, steps: readonly Step[]): readonly Loose[] => steps.flatMap(({ line, uses }) => looseIn(path, line, uses));

function looseIn(path: string, line: number, action: Action | undefined): readonly Loose[] {
  const text = action === undefined ? undefined : looseText(action);
  return action === undefined || text === undefined ? [] : [{ at: { path, line }, text, fix: `Line ${line} of ${code(path)}: ${pinning(action, text)}` }];
}

/** Undefined: it is pinned, or needs no pin. */
function looseText(action: Action): string | undefined {
  switch (action.kind) {
    case 'local':
      return undefined;
    case 'docker':
      return action.digest ? undefined : `docker://${action.image}`;
    case 'unreadable':
      return action.text;
    case 'repository': {
      const { repository, path, ref, commit } = action;
      const isRelease = firstPartyOwners.has(repository.split('/')[0]?.toLowerCase() ?? '') && /^v?\d/.test(ref);
      return commit || isRelease ? undefined : `${[repository, path].filter((part) => part !== undefined).join('/')}@${ref}`;
    }
  }
}

function pinning(action: Action, text: string): string {
  if (action.kind === 'docker') {
    const wanted = code(`uses: ${text.replace(/@.*$/, '')}@sha256:<digest>`);
    return `write ${wanted}, with the digest that this prints:${block(digestOf(action.image), 'sh')}`;
  }
  if (action.kind !== 'repository') return 'write `uses: <owner>/<name>@<commit>`.';
  const { repository, ref } = action;
  const refs = [`https://github.com/${repository}`, ref, `${ref}^{}`].map(shellWord).join(' ');
  const wanted = code(`uses: ${text.slice(0, text.length - ref.length - 1)}@<commit> # ${ref}`);
  return `write ${wanted}, with the commit that this prints:${block(`git ls-remote ${refs} | tail -n 1 | cut -f 1`, 'sh')}`;
}
