import { describe, expect, test } from 'vitest';
import { type Candidate, choose } from './choose.ts';

const server = 'app/main.go';

function standing(path: string, context: string, brings = true): Candidate {
  return { path, context, brings };
}

function built(path: string, context: string, how: 'pushed' | 'built' | 'by script', brings = true): Candidate {
  const means = how === 'by script' ? 'script' : 'workflow';
  return { path, context, brings, told: { means, pushes: how === 'pushed', at: { path: means === 'script' ? 'Makefile' : 'ci.yml', line: 7 } } };
}

describe('the Dockerfile of the server', () => {
  test.each<[string, Candidate[], string | undefined, string | undefined]>([
    ['there is none', [], undefined, undefined],
    ['only one, beside it', [standing('app/Dockerfile', 'app')], 'app/Dockerfile', 'It is the only Dockerfile.'],
    ['only one, which copies a program built elsewhere', [standing('app/Dockerfile', 'app', false)], 'app/Dockerfile', 'It is the only Dockerfile.'],
    ['only one, far from it', [standing('tools/Dockerfile', 'tools', false)], 'tools/Dockerfile', 'It is the only Dockerfile.'],
    ['two that hold no server', [standing('a/Dockerfile', 'a', false), standing('b/Dockerfile', 'b', false)], undefined, undefined],
    ['one beside and one above', [standing('Dockerfile', '.'), standing('app/Dockerfile', 'app')], 'app/Dockerfile', 'It stands beside the Go server, app/main.go.'],
    ['one above and one for something else', [standing('Dockerfile', '.'), standing('docs/Dockerfile', '.', false)], 'Dockerfile', 'It copies the Go server, app/main.go.'],
    ['neither copies it', [standing('Dockerfile', '.', false), standing('x/y/Dockerfile', '.', false)], 'Dockerfile', 'It is the nearest to the Go server, app/main.go.'],
    ['one for development beside it', [standing('Dockerfile', '.'), standing('app/Dockerfile.dev', 'app')], 'Dockerfile', 'It copies the Go server, app/main.go.'],
    ['several names in one folder', [standing('app/Dockerfile.test', 'app'), standing('app/Dockerfile', 'app'), standing('app/Dockerfile.prod', 'app')], 'app/Dockerfile', 'It stands beside the Go server, app/main.go.'],
    ['a workflow pushes one', [standing('app/Dockerfile', 'app'), built('build/app.Dockerfile', '.', 'pushed')], 'build/app.Dockerfile', 'The step at ci.yml:7 builds and pushes it.'],
    ['a workflow builds one', [standing('a/Dockerfile', '.'), built('b/Dockerfile', '.', 'built')], 'b/Dockerfile', 'The step at ci.yml:7 builds it.'],
    ['a script builds one', [standing('a/Dockerfile', '.'), built('b/Dockerfile', '.', 'by script')], 'b/Dockerfile', 'The command at Makefile:7 builds it.'],
    ['a script builds the one for development', [standing('Dockerfile', '.'), built('Dockerfile.dev', '.', 'by script')], 'Dockerfile', 'It copies the Go server, app/main.go.'],
    ['the workflow tests one and pushes another', [built('Dockerfile.test', '.', 'built'), built('Dockerfile', '.', 'pushed')], 'Dockerfile', 'The step at ci.yml:7 builds and pushes it.'],
    ['the documentation is pushed too', [built('docs/Dockerfile', '.', 'pushed', false), built('Dockerfile', '.', 'pushed')], 'Dockerfile', 'The step at ci.yml:7 builds and pushes it.'],
    ['only the documentation is pushed', [built('docs/Dockerfile', '.', 'pushed', false), standing('Dockerfile', '.')], 'Dockerfile', 'It copies the Go server, app/main.go.'],
    ['what is pushed copies a program built elsewhere', [built('Dockerfile', '.', 'pushed', false), standing('Dockerfile.dev', '.')], 'Dockerfile', 'The step at ci.yml:7 builds and pushes it.'],
    ['what is pushed holds no server', [built('web/Dockerfile', 'web', 'pushed', false), standing('Dockerfile', '.')], 'Dockerfile', 'It copies the Go server, app/main.go.'],
  ])('%s', (_, candidates, path, because) => {
    for (const order of [candidates, candidates.toReversed()]) {
      const choice = choose(order, [server]);
      expect(choice?.candidate.path).toBe(path);
      expect(choice?.because).toBe(because);
    }
  });

  test('without a server, only one that stands alone is taken', () => {
    expect(choose([standing('Dockerfile', '.', false)], [])?.candidate.path).toBe('Dockerfile');
    expect(choose([standing('a/Dockerfile', '.', false), standing('b/Dockerfile', '.', false)], [])).toBeUndefined();
  });

  test('the nearest of several servers counts', () => {
    const candidates = [standing('a/Dockerfile', 'a'), standing('b/c/Dockerfile', 'b/c')];
    expect(choose(candidates, ['a/x/y/main.go', 'b/c/main.go'])?.candidate.path).toBe('b/c/Dockerfile');
  });
});
