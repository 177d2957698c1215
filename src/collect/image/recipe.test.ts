import { describe, expect, it } from 'vitest';
import type { Submission } from '../../submission/submission.ts';
import type { App, DockerfileFacts, ParsedDockerfile } from '../dockerfile/section.ts';
import { placesIn, type Recipe, recipeOf } from './recipe.ts';

const texts = {
  'app/Dockerfile': '# syntax=docker/dockerfile:1\nFROM scratch\n',
  'app/Dockerfile.rego': 'package docker\n',
  'app/other.rego': 'package other\n',
  'app/main.go': 'package main\n',
};

const submission: Submission = {
  identity: { digest: `sha256:${'a'.repeat(64)}` },
  files: Object.entries(texts).map(([path, text]) => ({ path, executable: false, bytes: Buffer.from(text), sha256: '' })),
  refused: [],
  refusedBeyond: 0,
};

const app: App = {
  path: 'app/Dockerfile',
  context: 'app',
  because: 'it stands nearest to the server',
  buildArgs: [],
  ignoreProblems: [],
  sent: { files: 1, bytes: 1, git: false, suspects: [] },
  dependencies: 'none',
};

const file: ParsedDockerfile = { path: 'app/Dockerfile', lines: 2, escape: '\\', syntax: { image: 'docker/dockerfile:1', line: 1 }, globals: [], stages: [], problems: [] };
const facts = (changes: { readonly app?: Partial<App>; readonly file?: Partial<ParsedDockerfile> } = {}): DockerfileFacts => ({ files: [{ ...file, ...changes.file }], app: { ...app, ...changes.app } });

function recipe(of: DockerfileFacts): Recipe {
  const reading = recipeOf(submission, of);
  if (reading?.kind !== 'recipe') throw new Error(`no recipe: ${JSON.stringify(reading)}`);
  return reading.recipe;
}

const textOf = ({ files }: Recipe, path: string): string | undefined => {
  const found = files.find((each) => each.path === path);
  return found && Buffer.from(found.bytes).toString('utf8');
};

describe('what is built', () => {
  it('needs no frontend to be fetched, and counts its lines as before', () => expect(textOf(recipe(facts()), 'app/Dockerfile')).toBe('#\nFROM scratch\n'));

  it('comes without the policy that buildx would obey', () =>
    expect(recipe(facts()).files.map(({ path }) => path)).toEqual(['app/Dockerfile', 'app/other.rego', 'app/main.go']));

  it('is given the arguments that files tell, but no orders to BuildKit', () => {
    const buildArgs = [{ name: 'VERSION', value: '1' }, { name: 'SHA' }, { name: 'BUILDKIT_SYNTAX', value: 'evil/frontend' }, { name: 'SOURCE_DATE_EPOCH', value: '0' }];
    expect(recipe(facts({ app: { buildArgs } })).buildArgs).toEqual([{ name: 'VERSION', value: '1' }]);
  });

  it('lies in the staged copy', () => expect(placesIn('/staged', recipe(facts()))).toEqual({ dockerfile: '/staged/app/Dockerfile', context: '/staged/app' }));
});

it.each(['evil/frontend', 'docker.io/evil/dockerfile:1', 'docker/dockerfile-evil:1', 'ghcr.io/docker/dockerfile:1'])('a frontend such as %s is refused', (image) =>
  expect(recipeOf(submission, facts({ file: { syntax: { image, line: 1 } } }))).toMatchObject({ kind: 'refused', line: 1, message: expect.stringContaining(image) }),
);

it('there is nothing to build without a Dockerfile of the app', () => expect(recipeOf(submission, { files: [file] })).toBeUndefined());
