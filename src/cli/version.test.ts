import { expect, it } from 'vitest';
import { pinnedIn } from './version.ts';

const commit = '4f9a1c0de2b7a65c3d8e1f20a9b4c7d6e5f3a2b1';

it.each([
  ['a commit', `/_actions/domain/docc/${commit}`, commit],
  ['a tag', '/_actions/domain/docc/v1', undefined],
  ['less than a commit', `/_actions/domain/docc/${commit.slice(0, 12)}`, undefined],
])('an action that is pinned to %s', (_, folder, told) => expect(pinnedIn(folder)).toBe(told));
