import { expect, test } from 'vitest';
import type { Action } from './section.ts';
import { readUses } from './uses.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const repository = (name: string, ref: string, more?: { path?: string; commit?: boolean }): Action => ({ kind: 'repository', repository: name, ref, commit: false, ...more });

test.each<[string, Action]>([
  ['actions/checkout@v4', repository('actions/checkout', 'v4')],
  [`actions/checkout@${commit}`, repository('actions/checkout', commit, { commit: true })],
  [`actions/checkout@${commit.slice(0, 12)}`, repository('actions/checkout', commit.slice(0, 12))],
  ['o/r/sub/folder@main', repository('o/r', 'main', { path: 'sub/folder' })],
  ['o/r/.github/workflows/x.yml@refs/heads/main', repository('o/r', 'refs/heads/main', { path: '.github/workflows/x.yml' })],
  ['./.github/actions/x', { kind: 'local', path: '.github/actions/x' }],
  ['./.github/actions/x/', { kind: 'local', path: '.github/actions/x' }],
  ['$/.github/actions/x', { kind: 'local', path: '.github/actions/x' }],
  ['./', { kind: 'local', path: '.' }],
  ['docker://alpine:3', { kind: 'docker', image: 'alpine:3', digest: false }],
  [`docker://alpine@sha256:${'a'.repeat(64)}`, { kind: 'docker', image: `alpine@sha256:${'a'.repeat(64)}`, digest: true }],
  ['actions/checkout', { kind: 'unreadable', text: 'actions/checkout' }],
  ['checkout@v4', { kind: 'unreadable', text: 'checkout@v4' }],
  ['o/r@', { kind: 'unreadable', text: 'o/r@' }],
  ['docker://', { kind: 'unreadable', text: 'docker://' }],
  ['o/r@${{ inputs.ref }}', { kind: 'unreadable', text: 'o/r@${{ inputs.ref }}' }],
  ['', { kind: 'unreadable', text: '' }],
])('%j', (text, action) => {
  expect(readUses(text)).toEqual(action);
});
